import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { millis, systemClock } from "../../../src/core/index.ts";
import { stampOf, Watcher, type WatchPlan } from "../../../src/serve/dev/index.ts";
import { eventually } from "../../cli/landfall-process.ts";

function watch(plan: Partial<WatchPlan> = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-watch-")));
  const changes: string[][] = [];
  const watcher = new Watcher({
    folder,
    globs: [],
    interval: millis(0),
    clock: systemClock,
    onChange: (files) => void changes.push(files.map((file) => file.slice(folder.length + 1))),
    warn: () => {},
    ...plan,
  }).start();
  onTestFinished(() => {
    watcher[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const next = async (count: number) => {
    await eventually(() => changes.length >= count, `change ${count}`);
    return changes[count - 1];
  };
  return { folder, watcher, changes, next };
}

test("a change between a load and its watch is not lost", async () => {
  const { folder, watcher, next } = watch();
  const path = join(folder, "a.js");
  writeFileSync(path, "old");
  const stamp = stampOf(path);
  writeFileSync(path, "newer");
  watcher.add([{ path, stamp }]);
  expect(await next(1)).toEqual(["a.js"]);
});

test.each([
  ["told by the system", millis(0)],
  ["looking by itself", millis(50)],
])("sees a file come, be replaced and go, and its folder too, %s", async (_, interval) => {
  const { folder, watcher, next } = watch({ interval });
  const path = join(folder, "lib/deep/a.js");
  watcher.addPaths([path]);
  mkdirSync(join(folder, "lib/deep"), { recursive: true });
  writeFileSync(path, "1");
  expect(await next(1)).toEqual(["lib/deep/a.js"]);
  writeFileSync(join(folder, "b.js"), "22");
  renameSync(join(folder, "b.js"), path);
  expect(await next(2)).toEqual(["lib/deep/a.js"]);
  rmSync(join(folder, "lib"), { recursive: true });
  expect(await next(3)).toEqual(["lib/deep/a.js"]);
  mkdirSync(join(folder, "lib/deep"), { recursive: true });
  writeFileSync(path, "333");
  expect(await next(4)).toEqual(["lib/deep/a.js"]);
});

test("one change for many files, and none for files that nobody watches", async () => {
  const { folder, watcher, changes, next } = watch();
  const names = Array.from({ length: 50 }, (_, index) => `f${index}.js`);
  watcher.addPaths(names.map((name) => join(folder, name)));
  writeFileSync(join(folder, "other.log"), "x");
  for (const name of names) writeFileSync(join(folder, name), "x");
  expect(await next(1)).toHaveLength(50);
  expect(changes).toHaveLength(1);
});

test("patterns match files that come later, at any depth, and with hostile names nothing else", async () => {
  const { folder, next } = watch({ globs: ["data/**/*.csv", "one[1].txt", "../*.none"] });
  mkdirSync(join(folder, "data/x/y"), { recursive: true });
  writeFileSync(join(folder, "data/x/y/new.csv"), "1");
  expect(await next(1)).toEqual(["data/x/y/new.csv"]);
  writeFileSync(join(folder, "data/x/y/new.csv"), "22");
  expect(await next(2)).toEqual(["data/x/y/new.csv"]);
});
