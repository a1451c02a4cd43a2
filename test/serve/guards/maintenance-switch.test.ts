import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type MaintenanceState, silentLogger, systemClock } from "../../../src/core/index.ts";
import { MaintenanceSwitch } from "../../../src/serve/guards/index.ts";

let folder = "";
let path = "";
let heard: MaintenanceState[] = [];
let warnings: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  path = join(folder, "closed");
  heard = [];
  warnings = [];
});

function createSwitch(at = path): MaintenanceSwitch {
  const logger = { ...silentLogger, warn: (text: string) => void warnings.push(text) };
  const onChange = (state: MaintenanceState) => void heard.push(state);
  return new MaintenanceSwitch({ path: at, clock: systemClock, logger, onChange });
}

describe("the maintenance file", () => {
  it("is the state: another switch reads what one has written", () => {
    const first = createSwitch();
    expect(first.state).toEqual({ kind: "open" });
    const closed = first.close({
      reason: 'new\n"disks" </script>',
      until: "2099-01-01T00:00:00.000Z",
    });
    expect(closed).toMatchObject({ kind: "closed", reason: 'new\n"disks" </script>' });
    expect(createSwitch().state).toEqual(closed);
    expect(heard).toEqual([closed]);
    expect(first.open()).toEqual({ kind: "open" });
    expect(createSwitch().state).toEqual({ kind: "open" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps since when it is closed once more, and says what is new", () => {
    const one = createSwitch();
    writeFileSync(path, "");
    utimesSync(path, 1_000_000_000, 1_000_000_000);
    expect(one.look()).toEqual({ kind: "closed", since: "2001-09-09T01:46:40.000Z" });
    expect(one.close({ reason: "more" })).toEqual({
      kind: "closed",
      since: "2001-09-09T01:46:40.000Z",
      reason: "more",
    });
    one.look();
    expect(heard).toHaveLength(2);
  });

  const contents: [string, string][] = [
    ["no JSON", "{"],
    ["null", "null"],
    ["a list", "[1]"],
    ["other types", '{"since":1,"reason":{},"until":[]}'],
    ["times that are none", '{"since":"2020-x","until":"2020-01-01\\r\\nSet-Cookie: a"}'],
    ["too much", "x".repeat(70_000)],
    ["bytes", "\u0000\u00ff"],
  ];
  it.each(contents)("closes the site, whatever is in it: %s", (_, text) => {
    writeFileSync(path, text);
    expect(createSwitch().state).toEqual({ kind: "closed", since: expect.stringMatching(/Z$/) });
  });

  it("closes the site also as a folder or a pipe, for which nobody waits", () => {
    mkdirSync(path);
    expect(createSwitch().state).toMatchObject({ kind: "closed" });
    rmSync(path, { recursive: true });
    spawnSync("mkfifo", [path]);
    expect(createSwitch().state).toMatchObject({ kind: "closed" });
  });

  it("that is a folder is not removed, and the site stays closed", () => {
    mkdirSync(path);
    const one = createSwitch();
    expect(() => one.open()).toThrow(/cannot be changed/);
    expect(one.look()).toMatchObject({ kind: "closed" });
  });

  it("that cannot be looked at closes a site that starts, and leaves one that runs as it is", () => {
    const running = createSwitch();
    symlinkSync("closed", path);
    expect(running.look()).toEqual({ kind: "open" });
    expect(running.look()).toEqual({ kind: "open" });
    expect(warnings).toEqual([expect.stringContaining("ELOOP")]);
    expect(createSwitch().state).toMatchObject({ kind: "closed" });
    rmSync(path);
    expect(running.look()).toEqual({ kind: "open" });
  });

  it("may have any name, and a folder that is made for it", () => {
    const odd = join(folder, "new", "a\n\u001b[2J'$(id)\u2028 %");
    const one = createSwitch(odd);
    expect(one.close({})).toMatchObject({ kind: "closed" });
    expect(createSwitch(odd).state).toMatchObject({ kind: "closed" });
    expect(() => createSwitch(`${odd}\0`).close({})).toThrow(/cannot be changed/);
    expect(() => createSwitch(join(folder, "x".repeat(300))).close({})).toThrow(/ENAMETOOLONG/);
  });
});
