/** The files of a service: the pid file, the file that reloads when it is touched. */

import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  createProject,
  eventually,
  get,
  LandfallProcess,
  plainApp,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";

const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

test("[A15] the pid file comes when everything serves and goes with the master", async () => {
  const cwd = createProject({
    "app.mjs": `
      import { existsSync } from "node:fs";
      console.error("waiting");
      while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 10));
      ${plainApp}
    `,
  });
  const path = join(cwd, "run.pid");
  const master = new LandfallProcess(["serve", ...alone, "--pid-file", "run.pid"], { cwd });
  await master.says("waiting");
  expect(existsSync(path)).toBe(false);
  writeFiles(cwd, { go: "" });
  await master.says("Press Ctrl-C to stop.");
  expect(readFileSync(path, "utf8")).toBe(`${master.pid}\n`);
  master.signal("SIGTERM");
  expect(await master.ended).toBe(0);
  expect(existsSync(path)).toBe(false);
});

test("[A15] a living master's pid file refuses another one, a dead one's is replaced", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const args = [...alone, "--pid-file", "run.pid"];
  const first = await serve(cwd, args);
  const second = await run(["serve", ...args, "--control", "other.sock"], { cwd });
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`run.pid belongs to process ${first.pid}, which is running`);
  expect(readFileSync(join(cwd, "run.pid"), "utf8")).toBe(`${first.pid}\n`);
  await first.kill();
  const third = await serve(cwd, args);
  expect(readFileSync(join(cwd, "run.pid"), "utf8")).toBe(`${third.pid}\n`);
});

test("[A15] a pid file that cannot be made is told before anything starts, and leaves no socket", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const args = ["serve", "app.mjs", "--unix", "app.sock", "--pid-file", "no/run.pid"];
  const { code, stderr } = await run(args, { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/no\/run\.pid cannot be written: ENOENT.*\n {2}hint: .*RuntimeDirectory=/);
  expect(existsSync(join(cwd, "app.sock"))).toBe(false);
});

test("[I7] touching a file reloads: one that is created later, ten times in a row, replaced", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const touched = join(cwd, "tmp/restart.txt");
  const master = await serve(cwd, [...alone, "--touch-reload", "tmp/restart.txt"]);
  const url = await master.url();
  const reloads = () => master.stderr.match(/generation \d+ serves, 1 workers/g)?.length ?? 0;
  const reached = (count: number) =>
    eventually(() => reloads() === count || undefined, `${count} reloads`);
  const before = JSON.parse(await get(url)).pid;
  mkdirSync(join(cwd, "tmp"));
  writeFileSync(touched, "");
  await reached(1);
  expect(JSON.parse(await get(url)).pid).not.toBe(before);
  for (let count = 1; count <= 10; count += 1) utimesSync(touched, count, count);
  await reached(2);
  writeFileSync(`${touched}.new`, "");
  renameSync(`${touched}.new`, touched);
  await reached(3);
  expect(master.stderr.match(/was touched, reloading/g)).toHaveLength(3);
});
