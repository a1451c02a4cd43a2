/** What editors and git do to files, on every kind of file that an app consists of. */

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { Dev } from "./dev-rig.ts";

/** Each kind of file with the value it holds. */
const kinds: Readonly<Record<string, (value: string) => string>> = {
  "plain.js": (value) => `export const plain = "${value}";\n`,
  "typed.ts": (value) => `export const typed: string = "${value}";\n`,
  "view.tsx": (value) =>
    `export const view = ({ is }: { is: string }): string => is + "${value}";\n`,
  "old.cjs": (value) => `module.exports = { old: "${value}" };\n`,
  "data.json": (value) => `{ "data": "${value}" }\n`,
  ".env": (value) => `VARIABLE=${value}\n`,
};

const app = `
import { plain } from "./plain.js";
import { typed } from "./typed";
import { view } from "./view.js";
import old from "./old.cjs";
import data from "./data.json" with { type: "json" };
const parts = [plain, typed, view({ is: "" }), old.old, data.data, process.env.VARIABLE];
export default () => new Response(parts.join(" "));
`;

type Save = (path: string, text: string) => void | Promise<void>;

const habits: Readonly<Record<string, Save>> = {
  "in place": (path, text) => {
    const file = openSync(path, "r+");
    ftruncateSync(file, 0);
    writeSync(file, text);
    closeSync(file);
  },
  "by write and rename": (path, text) => {
    const temporary = join(dirname(path), ".#save~");
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  },
  "by delete and create": (path, text) => {
    rmSync(path);
    writeFileSync(path, text);
  },
  "with a copy of the old one": (path, text) => {
    renameSync(path, `${path}~`);
    writeFileSync(path, text);
    rmSync(`${path}~`);
  },
  "ten times in 50 ms": async (path, text) => {
    for (let save = 0; save < 9; save += 1) {
      writeFileSync(path, text.replace(/\d+/, `half${save}`));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    writeFileSync(path, text);
  },
};

test.each(Object.keys(kinds))(
  "%s: each way to save ends in exactly the new answer",
  async (name) => {
    const files = Object.fromEntries(
      Object.entries(kinds).map(([kind, write]) => [kind, write("0")]),
    );
    const dev = await Dev.start({ "app.ts": app, "package.json": '{"type":"module"}', ...files });
    await dev.answers("0 0 0 0 0 0");
    const place = Object.keys(kinds).indexOf(name);
    let saved = 0;
    for (const save of Object.values(habits)) {
      saved += 1;
      await save(join(dev.folder, name), kinds[name]!(String(saved)));
      const wanted = "0 0 0 0 0 0".split(" ").with(place, String(saved)).join(" ");
      await dev.answers(wanted);
    }
    expect(dev.restarts.length).toBeGreaterThanOrEqual(saved);
    console.info(`${name}: first answers after ${dev.restarts.join(", ")} ms`);
  },
  120_000,
);

test("a changed mode restarts nothing; an older time does, as the file may have been put back", async () => {
  const dev = await Dev.start({
    "app.mjs": "export default () => new Response(String(process.pid));",
  });
  const first = await dev.ask();
  chmodSync(join(dev.folder, "app.mjs"), 0o755);
  execFileSync("touch", ["-d", "2001-01-01", join(dev.folder, "other.mjs")]);
  execFileSync("touch", ["-d", "2001-01-01", join(dev.folder, "app.mjs")]);
  await dev.process.says(/answers after/);
  expect(await dev.ask()).not.toBe(first);
  expect(dev.count(/app\.mjs changed/)).toBe(1);
}, 60_000);

describe("git", () => {
  test("a checkout of 200 files ends in exactly the new answer", async () => {
    const write = (value: number) =>
      Object.fromEntries(
        Array.from({ length: 200 }, (_, index) => [
          `lib/part${index}.ts`,
          `export const value: number = ${value};\n`,
        ]),
      );
    const names = Array.from({ length: 200 }, (_, index) => index);
    const main = [
      ...names.map((index) => `import { value as v${index} } from "./lib/part${index}.ts";`),
      `const sum = ${names.map((index) => `v${index}`).join("+")};`,
      "export default () => new Response(String(sum));",
    ].join("\n");
    const dev = await Dev.start({ "app.ts": main, ...write(1) });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
        cwd: dev.folder,
      });
    await dev.answers("200");
    git("init", "-q", "-b", "one");
    git("add", "lib");
    git("commit", "-qm", "one");
    git("checkout", "-qb", "two");
    for (const [name, text] of Object.entries(write(2)))
      writeFileSync(join(dev.folder, name), text);
    git("commit", "-qam", "two");
    await dev.answers("400");
    const before = dev.restarts.length;
    git("checkout", "-q", "one");
    await dev.answers("200");
    git("checkout", "-q", "two");
    await dev.answers("400");
    // The folder itself goes and comes back.
    git("checkout", "-q", "--orphan", "three");
    git("rm", "-rqf", "lib");
    git("checkout", "-qf", "one");
    await dev.answers("200");
    expect(dev.restarts.length).toBeGreaterThanOrEqual(before + 3);
    console.info(`200 files: first answers after ${dev.restarts.slice(before).join(", ")} ms`);
  }, 120_000);
});

test("one restart for a burst, although each save is seen", async () => {
  const dev = await Dev.start({ "app.mjs": "export default () => new Response('0');" });
  await habits["ten times in 50 ms"]!(
    join(dev.folder, "app.mjs"),
    "export default () => new Response('1');",
  );
  await dev.answers("1");
  expect(dev.count(/changed/)).toBe(1);
}, 60_000);
