/** USR2 and `landfall upgrade`: the master is replaced, the process that was started keeps its pid. */

import { once } from "node:events";
import net from "node:net";
import { existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  ask,
  createProject,
  eventually,
  get,
  isAlive,
  LandfallProcess,
  plainApp,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";
import { masterOf, statusOf, upgraded } from "./upgrade-rig.ts";

const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

test("[A15] [B6] over three USR2 the started process keeps its pid, its pid file and its port, and every upgrade brings a new master", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const server = await serve(cwd, [...alone, "--pid-file", "app.pid"]);
  const url = await server.url();
  const masters = [await masterOf(cwd)];
  const workers = [(await ask(url)).pid];
  expect(masters).toEqual([server.pid]);
  for (const round of [1, 2, 3]) {
    server.signal("SIGUSR2");
    await upgraded(server, round);
    const { pid, stem } = await statusOf(cwd);
    expect(stem).toBe(server.pid);
    masters.push(pid);
    workers.push((await ask(url)).pid);
    expect(readFileSync(join(cwd, "app.pid"), "utf8")).toBe(`${server.pid}\n`);
  }
  expect(new Set(masters).size).toBe(4);
  expect(new Set(workers).size).toBe(4);
  for (const pid of [...masters.slice(1, -1), ...workers.slice(0, -1)]) {
    await eventually(() => !isAlive(pid) || undefined, `the end of ${pid}`);
  }
  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
  for (const pid of [masters.at(-1)!, workers.at(-1)!]) expect(isAlive(pid)).toBe(false);
  expect(existsSync(join(cwd, "app.pid"))).toBe(false);
  expect(existsSync(join(cwd, ".landfall/control.sock"))).toBe(false);
});

test("[B6] `landfall upgrade` waits and says what happened, and status says who is the stem", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const server = await serve(cwd, alone);
  const first = await run(["upgrade"], { cwd });
  const master = await masterOf(cwd);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toContain(
    `process ${master} is the master in place of ${server.pid}, after`,
  );
  const text = (await run(["status"], { cwd })).stdout;
  expect(text).toContain(`master ${master} serving`);
  expect(text).toContain(`started as process ${server.pid}, which keeps the sockets`);
  const { code, stdout } = await run(["upgrade", "--json"], { cwd });
  const outcome = { kind: "upgraded", pid: await masterOf(cwd), was: master };
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ ...outcome, took: expect.any(Number) });
});

test("USR2 to the master itself does the same as to the started process", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const server = await serve(cwd, alone);
  await run(["upgrade"], { cwd });
  const master = await masterOf(cwd);
  process.kill(master, "SIGUSR2");
  await upgraded(server, 2);
  expect(await masterOf(cwd)).not.toBe(master);
  expect((await ask(await server.url())).worker).toBe(0);
});

test("a link that was turned and a main that was replaced take effect", async () => {
  const release = (name: string) => ({
    [`releases/${name}/app.mjs`]: `export default () => new Response("${name}");`,
    [`releases/${name}/main.mjs`]: `console.error("main ${name}"); await import(process.env.BIN);`,
  });
  const folder = createProject({ ...release("41"), ...release("42") });
  const cwd = join(folder, "current");
  symlinkSync("releases/41", cwd);
  const script = 'node=$1 bin=$2; shift 2; BIN=$bin exec "$node" main.mjs "$@"';
  const server = await serve(cwd, alone, { wrapper: ["sh", "-c", script, "sh"] });
  const url = await server.url();
  expect(await get(url)).toBe("41");
  symlinkSync("releases/42", join(folder, "next"));
  renameSync(join(folder, "next"), cwd);
  const { code, stderr } = await run(["upgrade"], { cwd });
  expect(code, stderr).toBe(0);
  expect(await get(url)).toBe("42");
  expect(server.stderr).toContain("main 42");
  rmSync(join(folder, "releases/41"), { recursive: true });
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  expect(await get(url)).toBe("42");
});

test("a command that reached the old master's control socket is answered by the new master", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const server = await serve(cwd, alone);
  const client = net.connect(join(cwd, ".landfall/control.sock"));
  onTestFinished(() => void client.destroy());
  let reply = "";
  client.on("data", (data) => (reply += data.toString()));
  await once(client, "connect");
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  client.write('{"landfall":1,"kind":"status"}\n');
  await eventually(() => reply.includes("\n") || undefined, "the reply");
  expect(JSON.parse(reply).status).toMatchObject({ pid: await masterOf(cwd), stem: server.pid });
});

test("who follows the log is told that the master was replaced, and the new one keeps its own", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  await serve(cwd, alone);
  const follower = new LandfallProcess(["logs", "--follow"], { cwd });
  await eventually(() => follower.stdout.includes("generation 1") || undefined, "the log so far");
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  expect(await follower.ended).toBe(1);
  expect(follower.stderr).toContain("the master was replaced; ask the new one");
  expect((await run(["logs"], { cwd })).stdout).toContain("generation 1");
});

describe("what the stem is told reaches the master", () => {
  test("HUP reloads, TTIN adds a worker, and an upgrade keeps their number", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const server = await serve(cwd, alone);
    await run(["upgrade"], { cwd });
    server.signal("SIGTTIN");
    await server.says("1 workers became 2");
    server.signal("SIGHUP");
    await server.says("generation 2 serves");
    expect((await run(["upgrade"], { cwd })).code).toBe(0);
    expect((await statusOf(cwd)).workers.filter(({ state }) => state === "ready")).toHaveLength(2);
    expect((await run(["upgrade"], { cwd })).code).toBe(0);
    expect((await statusOf(cwd)).workers.filter(({ state }) => state === "ready")).toHaveLength(2);
  });

  test("USR1 opens the log file of both anew", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const server = new LandfallProcess(["serve", ...alone, "--log-file", "app.log"], { cwd });
    const log = () => readFileSync(join(cwd, "app.log"), "utf8");
    await eventually(
      () => (existsSync(join(cwd, "app.log")) && log().includes("Press")) || undefined,
      "start",
    );
    expect((await run(["upgrade"], { cwd })).code).toBe(0);
    renameSync(join(cwd, "app.log"), join(cwd, "old.log"));
    server.signal("SIGUSR1");
    await eventually(() => existsSync(join(cwd, "app.log")) || undefined, "a new log file");
    expect((await run(["upgrade"], { cwd })).code).toBe(0);
    // The first line is the stem's, the second one the new master's.
    await eventually(() => log().includes("upgraded: process") || undefined, "the stem's words");
    expect(log()).toContain("generation 1:");
    expect(readFileSync(join(cwd, "old.log"), "utf8").match(/upgraded: process/g)).toHaveLength(1);
    expect((await run(["stop"], { cwd })).code).toBe(0);
    expect(await server.ended).toBe(0);
  });

  test("INT stops gracefully, and a second one at once, with 130", async () => {
    const app = `export default () => { console.error("began"); return new Promise(() => {}); };`;
    const cwd = createProject({ "app.mjs": app });
    const server = await serve(cwd, alone);
    await run(["upgrade"], { cwd });
    const cut = get(await server.url()).catch((error: NodeJS.ErrnoException) => error.code);
    await server.says("began");
    server.signal("SIGINT");
    await server.says("stopping gracefully", 10_000);
    const drains = /stopping gracefully[^]*stopping gracefully/;
    await server.says(drains);
    // Two interrupts within 0.3 s are one key press.
    await new Promise((resolve) => setTimeout(resolve, 400));
    server.signal("SIGINT");
    expect(await server.ended).toBe(130);
    expect(await cut).toBe("ECONNRESET");
  });
});

test("the stop command returns when the started process has ended, too", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const server = await serve(cwd, [...alone, "--pid-file", "app.pid"]);
  await run(["upgrade"], { cwd });
  const master = await masterOf(cwd);
  const stopped = await run(["stop"], { cwd });
  expect(stopped).toMatchObject({ code: 0, stdout: `stopped: master ${master}\n` });
  expect(existsSync(join(cwd, "app.pid"))).toBe(false);
  expect(await server.ended).toBe(0);
});

test("the exit code of a successor is the started process's", async () => {
  const app = `
    import { existsSync } from "node:fs";
    if (existsSync("broken")) setTimeout(() => process.exit(7), 20);
    export default () => new Response();
  `;
  const cwd = createProject({ "app.mjs": app });
  const server = await serve(cwd, [...alone, "--max-restarts", "1"]);
  await run(["upgrade"], { cwd });
  const [worker] = (await statusOf(cwd)).workers;
  writeFiles(cwd, { broken: "" });
  process.kill(worker!.pid, "SIGKILL");
  expect(await server.ended).toBe(1);
  expect(server.stderr).toContain("workers ended more than 1 times");
});

test("addresses, pid file and user stay what they were, and the log says so", async () => {
  const config = (values: object) => ({ "landfall.config.json": JSON.stringify(values) });
  const cwd = createProject({ "app.mjs": plainApp, ...config({ port: 0, workers: 1 }) });
  const server = await serve(cwd, ["app.mjs"]);
  const url = await server.url();
  writeFiles(cwd, config({ port: 1, workers: 2, pidFile: "app.pid" }));
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  await server.says("port stays 0 until a restart; it is to become 1");
  await server.says("pidFile stays empty until a restart");
  expect((await statusOf(cwd)).workers.filter(({ state }) => state === "ready")).toHaveLength(2);
  expect((await ask(url)).path).toBe("/");
  expect(existsSync(join(cwd, "app.pid"))).toBe(false);
});

test("[I3] a daemon is upgraded, too, and keeps its pid and its log", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { code, stderr } = await run(["serve", ...alone, "--daemon"], { cwd });
  const pid = Number(/Process (\d+),/.exec(stderr)?.[1]);
  onTestFinished(() => void run(["stop"], { cwd }));
  expect(code, stderr).toBe(0);
  const outcome = await run(["upgrade"], { cwd });
  expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
  expect((await statusOf(cwd)).stem).toBe(pid);
  expect(readFileSync(join(cwd, ".landfall/landfall.log"), "utf8")).toContain("upgraded: process");
  expect((await run(["stop"], { cwd })).code).toBe(0);
  expect(isAlive(pid)).toBe(false);
});
