import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../../src/core/index.ts";
import { watchTouches } from "../../../src/serve/service/index.ts";

/** A clock whose waits end when `pass` says so. */
function createSteps(): { clock: Clock; pass: () => void } {
  const waiting = new Set<() => void>();
  const after = (_: number, wake: () => void) => {
    waiting.add(wake);
    return () => void waiting.delete(wake);
  };
  const pass = () => {
    const due = [...waiting];
    waiting.clear();
    for (const wake of due) wake();
  };
  return { clock: { now: () => 0, after, sleep: async () => {} }, pass };
}

function watch(files: Record<string, string>): {
  path: (name: string) => string;
  pass: () => void;
  touch: (name: string) => void;
  touched: string[];
  release: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  for (const [name, text] of Object.entries(files)) writeFileSync(path(name), text);
  const { clock, pass } = createSteps();
  const touched: string[] = [];
  const release = watchTouches([path("a"), path("b")], clock, (found) => touched.push(found));
  let time = 1_000;
  const touch = (name: string) => utimesSync(path(name), time, (time += 1));
  return { path, pass, touch, touched, release };
}

test("[I7] ten touches are one reload, once the file keeps still", () => {
  const { pass, touch, touched, path } = watch({ a: "" });
  for (let count = 0; count < 10; count += 1) {
    touch("a");
    pass();
  }
  expect(touched).toEqual([]);
  pass();
  expect(touched).toEqual([path("a")]);
  pass();
  expect(touched).toHaveLength(1);
  touch("a");
  pass();
  pass();
  expect(touched).toHaveLength(2);
});

test("[I7] a file that is created later counts, and so does one that is replaced", () => {
  const { pass, touched, path } = watch({ a: "" });
  writeFileSync(path("b"), "");
  pass();
  pass();
  expect(touched).toEqual([path("b")]);
  writeFileSync(path("new"), "");
  renameSync(path("new"), path("b"));
  pass();
  pass();
  expect(touched).toHaveLength(2);
});

test("[I7] a file that is removed asks for nothing, nor one that is removed before it kept still", () => {
  const { pass, touched, path } = watch({ a: "" });
  rmSync(path("a"));
  pass();
  pass();
  writeFileSync(path("a"), "");
  pass();
  rmSync(path("a"));
  pass();
  pass();
  expect(touched).toEqual([]);
});

test("nothing is heard after the release", () => {
  const { pass, touch, touched, release } = watch({ a: "" });
  touch("a");
  pass();
  release();
  pass();
  expect(touched).toEqual([]);
});
