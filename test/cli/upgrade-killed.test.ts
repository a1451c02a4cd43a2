/** Stem, master and worker killed at each stage of an upgrade: no orphan, no port and no control socket that stays taken. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  ask,
  createProject,
  endNow,
  eventually,
  get,
  isAlive,
  type LandfallProcess,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";
import { masterOf, statusOf } from "./upgrade-rig.ts";

const args = ["app.mjs", "--workers", "2", "--listen"];

/** Waits in `start()` as long as the file `wait` is there, and in `/slow` until the file `go` is. */
const app = `
import { existsSync } from "node:fs";
const until = async (isTrue) => { while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10)); };
console.error("pid " + process.pid + " of " + process.ppid);
export default {
  async start() {
    if (existsSync("wait")) console.error("waiting");
    await until(() => !existsSync("wait"));
  },
  async fetch(request) {
    if (request.url.endsWith("/slow")) {
      console.error("slow began");
      await until(() => existsSync("go"));
    }
    return Response.json({ pid: process.pid, worker: 0, path: "/" });
  },
};
`;

/** Everybody that was ever there: the stem, masters, workers. */
function everybody(server: LandfallProcess): readonly number[] {
  const told = [...server.stderr.matchAll(/pid (\d+) of (\d+)/g)].flatMap(([, ...pids]) => pids);
  return [...new Set([server.pid, ...told.map(Number)])];
}

/** Nobody is left, and the same address and control socket serve again at once. */
async function expectNothingLeft(server: LandfallProcess, cwd: string): Promise<void> {
  await server.ended;
  rmSync(join(cwd, "wait"), { force: true });
  const { host } = new URL(await server.url());
  const next = await serve(cwd, [...args, host]);
  expect(await masterOf(cwd)).toBe(next.pid);
  expect((await ask(await next.url())).path).toBe("/");
  for (const pid of everybody(server)) {
    await eventually(() => !isAlive(pid) || undefined, `the end of ${pid}`);
  }
}

/** With setpriv the kernel helps, without it everybody looks for himself. */
describe.each([
  ["with setpriv", {}],
  ["without setpriv", { PATH: "" }],
])("%s", (_, env) => {
  const start = async () => {
    const cwd = createProject({ "app.mjs": app });
    const server = await serve(cwd, [...args, "127.0.0.1:0"], { env });
    onTestFinished(() => everybody(server).forEach(endNow));
    return { cwd, server };
  };

  test("when the master is killed, the stem says so and ends with 1", async () => {
    const { cwd, server } = await start();
    await run(["upgrade"], { cwd });
    const master = await masterOf(cwd);
    process.kill(master, "SIGKILL");
    expect(await server.ended).toBe(1);
    expect(server.stderr).toContain(`the master, process ${master}, was killed by SIGKILL`);
    await expectNothingLeft(server, cwd);
  });

  test("when the stem is killed, its master and the workers leave", async () => {
    const { cwd, server } = await start();
    await run(["upgrade"], { cwd });
    server.signal("SIGKILL");
    await expectNothingLeft(server, cwd);
  });

  test("when the started process is killed while its successor starts, both leave", async () => {
    const { cwd, server } = await start();
    writeFiles(cwd, { wait: "" });
    const upgrade = run(["upgrade"], { cwd });
    await server.says("waiting");
    server.signal("SIGKILL");
    expect((await upgrade).code).toBe(1);
    await expectNothingLeft(server, cwd);
  });

  test("when the master is killed while its successor starts, the stem ends with 1, and the successor with it", async () => {
    const { cwd, server } = await start();
    await run(["upgrade"], { cwd });
    const master = await masterOf(cwd);
    writeFiles(cwd, { wait: "" });
    const upgrade = run(["upgrade"], { cwd });
    await server.says("waiting");
    process.kill(master, "SIGKILL");
    expect(await server.ended).toBe(1);
    expect((await upgrade).code).toBe(1);
    await expectNothingLeft(server, cwd);
  });

  test("when the new master is killed while old workers drain, nobody waits for those", async () => {
    const { cwd, server } = await start();
    const slow = get(`${await server.url()}slow`).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    await server.says("slow began");
    await run(["upgrade"], { cwd });
    process.kill(await masterOf(cwd), "SIGKILL");
    expect(await server.ended).toBe(1);
    expect(await slow).toBe("ECONNRESET");
    await expectNothingLeft(server, cwd);
  });
});

test("a successor's worker that is killed while it starts fails the upgrade, and the next one works", async () => {
  const cwd = createProject({ "app.mjs": app });
  const server = await serve(cwd, [...args, "127.0.0.1:0"]);
  writeFiles(cwd, { wait: "" });
  const upgrade = run(["upgrade"], { cwd });
  await server.says("waiting");
  process.kill(everybody(server).at(-2)!, "SIGKILL");
  const { code, stderr } = await upgrade;
  expect(code).toBe(1);
  expect(stderr).toContain("the worker was killed by SIGKILL before it was ready");
  rmSync(join(cwd, "wait"));
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
});

test("a worker that is killed after the upgrade is replaced by the new master", async () => {
  const cwd = createProject({ "app.mjs": app });
  const server = await serve(cwd, [...args, "127.0.0.1:0"]);
  await run(["upgrade"], { cwd });
  const { pid, workers } = await statusOf(cwd);
  process.kill(workers[0]!.pid, "SIGKILL");
  await server.says("was killed by SIGKILL, replacing it");
  await eventually(async () => {
    const ready = (await statusOf(cwd)).workers.filter(({ state }) => state === "ready");
    return ready.length === 2 || undefined;
  }, "two workers");
  expect(await masterOf(cwd)).toBe(pid);
});

test("a master that finishes its last requests after `landfall stop` is not succeeded any more", async () => {
  const cwd = createProject({ "app.mjs": app });
  const server = await serve(cwd, [...args, "127.0.0.1:0"]);
  await run(["upgrade"], { cwd });
  const slow = get(`${await server.url()}slow`);
  await server.says("slow began");
  writeFiles(cwd, { wait: "" });
  const upgrade = run(["upgrade"], { cwd });
  await server.says("waiting");
  const stop = run(["stop"], { cwd });
  expect((await upgrade).stderr).toContain("was told to stop before its successor was ready");
  rmSync(join(cwd, "wait"));
  writeFiles(cwd, { go: "" });
  expect(await slow).toContain("pid");
  expect((await stop).code).toBe(0);
  expect(await server.ended).toBe(0);
  expect(server.stderr.match(/upgraded: process/g)).toHaveLength(1);
});

test("requests that the old master's workers have are answered, and a stop waits for them", async () => {
  const cwd = createProject({ "app.mjs": app });
  const server = await serve(cwd, [...args, "127.0.0.1:0"]);
  const slow = get(`${await server.url()}slow`);
  await server.says("slow began");
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  server.signal("SIGTERM");
  const second = await masterOf(cwd).catch(() => undefined);
  if (second !== undefined) await eventually(() => !isAlive(second) || undefined, "its end");
  writeFiles(cwd, { go: "" });
  expect(await slow).toContain("pid");
  expect(await server.ended).toBe(0);
});
