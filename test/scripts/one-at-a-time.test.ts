/** Two calls at once do not prepare the same checkout. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { oneAtATime } from "../../scripts/steps/one-at-a-time.js";
import { temporaryFolder } from "./temporary-folder.ts";

const step = new URL("../../scripts/steps/one-at-a-time.js", import.meta.url).href;

test("processes take turns, however many begin together", async () => {
  const folder = temporaryFolder();
  const journal = path.join(folder, "journal");
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ["-e", program(folder)]),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(readFileSync(journal, "utf8")).toBe("in out\n".repeat(4));
});

test("the lock of a process that died is taken over", () => {
  const folder = temporaryFolder();
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  mkdirSync(path.join(folder, ".landfall"));
  writeFileSync(path.join(folder, ".landfall/prepare.lock"), String(dead));
  let worked = false;
  oneAtATime(folder, () => {
    worked = true;
  });
  expect(worked).toBe(true);
  expect(existsSync(path.join(folder, ".landfall/prepare.lock"))).toBe(false);
});

test("the lock is given back when the work throws", () => {
  const folder = temporaryFolder();
  const failing = (): void =>
    oneAtATime(folder, () => {
      throw new Error("no disk");
    });
  expect(failing).toThrow("no disk");
  expect(existsSync(path.join(folder, ".landfall/prepare.lock"))).toBe(false);
});

/** Holds the lock long enough for the others to run into it. */
function program(folder: string): string {
  const journal = JSON.stringify(path.join(folder, "journal"));
  return `
    import(${JSON.stringify(step)}).then(({ oneAtATime }) => oneAtATime(${JSON.stringify(folder)}, () => {
      const { appendFileSync } = require("node:fs");
      appendFileSync(${journal}, "in ");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      appendFileSync(${journal}, "out\\n");
    }));`;
}
