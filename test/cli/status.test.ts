/** `landfall status`: the statistics of a real master, as JSON and as a page that fits a terminal. */

import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { MasterStatus } from "../../src/serve/supervisor/index.ts";
import {
  ask,
  createProject,
  eventually,
  get,
  LandfallProcess,
  plainApp,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";

const busyApp = `
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/busy") for (const from = process.cpuUsage(); process.cpuUsage(from).user < 300_000; );
    if (pathname === "/exit") setImmediate(() => process.exit(3));
    return Response.json({ pid: process.pid });
  },
};
`;

async function start(
  app: string,
  args: readonly string[],
): Promise<{ cwd: string; master: LandfallProcess; url: string }> {
  const cwd = createProject({ "app.mjs": app });
  const master = await serve(cwd, ["app.mjs", "--listen", "127.0.0.1:0", ...args]);
  return { cwd, master, url: await master.url() };
}

async function statusOf(cwd: string): Promise<MasterStatus> {
  return JSON.parse((await run(["status", "--json"], { cwd })).stdout) as MasterStatus;
}

function until(cwd: string, isTrue: (status: MasterStatus) => boolean): Promise<MasterStatus> {
  return eventually(
    async () => {
      const status = await statusOf(cwd);
      return isTrue(status) ? status : undefined;
    },
    String(isTrue),
    40_000,
  );
}

test("[I6] processor time and memory of each worker, and of the master, are told", async () => {
  const { cwd, url } = await start(busyApp, ["--workers", "1"]);
  let isBusy = true;
  const load = (async () => {
    while (isBusy) await get(`${url}busy`);
  })();
  const busy = await until(
    cwd,
    ({ workers: [first] }) => first!.cpu > 0.1 && first!.cpuTime > 1_000,
  );
  isBusy = false;
  await load;
  const [worker] = busy.workers;
  expect(worker!.memory).toBeGreaterThan(10_000_000);
  expect(busy.memory).toBeGreaterThan(10_000_000);
  const idle = await until(cwd, ({ workers: [first] }) => first!.cpu < 0.1);
  expect(idle.workers[0]!.cpuTime).toBeGreaterThanOrEqual(worker!.cpuTime);
}, 120_000);

test("[I6] restarts are counted by worker and reason, reloads are remembered with their outcome", async () => {
  const limits = ["--max-requests", "5", "--min-lifetime", "0s"];
  const { cwd, url } = await start(busyApp, ["--workers", "1", ...limits]);
  await get(`${url}exit`).catch(() => {});
  await until(cwd, ({ workers: [first] }) => first?.restarts["crash"] === 1);
  await eventually(
    async () => {
      await get(url).catch(() => {});
      return (await statusOf(cwd)).restarts["max-requests"] !== undefined || undefined;
    },
    "a recycled worker",
    40_000,
  );
  expect((await run(["reload"], { cwd })).code).toBe(0);
  writeFiles(cwd, { "app.mjs": "throw new Error('\\u001b[2J boom');" });
  expect((await run(["reload"], { cwd })).code).toBe(1);
  const { reloads } = await statusOf(cwd);
  expect(reloads).toMatchObject([
    { generation: 2, outcome: "done", at: expect.any(String), took: expect.any(Number) },
    { generation: 3, outcome: "failed", reason: expect.stringContaining("boom") },
  ]);
  const { stdout } = await run(["status"], { cwd });
  expect(stdout).toMatch(/^replaced: 1 by crash, [1-9]\d* by max-requests/m);
  expect(stdout).toMatch(/^reload: \S+ generation 2 done after \d+ ms$/m);
  expect(stdout).toMatch(/^reload: \S+ generation 3 failed after \d+ ms: .*\\u001b\[2J boom/m);
  expect(stdout).toMatch(/^last error: reload failed/m);
  expect(stdout).not.toContain("\u001b");
}, 120_000);

test.runIf(process.platform === "linux")(
  "[I6] connections that wait to be accepted are told on TCP, and on a unix socket that they are not",
  async () => {
    const args = ["--workers", "1", "--heartbeat-timeout", "0", "--unix", "app.sock"];
    const { cwd, url } = await start(plainApp, args);
    const { pid } = await ask(url);
    const idle = await statusOf(cwd);
    expect(idle.listeners.map(({ waiting }) => waiting)).toEqual([0, undefined]);
    process.kill(pid, "SIGSTOP");
    onTestFinished(() => void process.kill(pid, "SIGCONT"));
    const clients = [1, 2, 3].map(() => net.connect(Number(new URL(url).port), "127.0.0.1"));
    for (const client of clients) onTestFinished(() => void client.destroy());
    await until(cwd, ({ listeners: [tcp] }) => tcp!.waiting === 3);
    expect((await run(["status"], { cwd })).stdout).toMatch(
      /^listening on \S+ \(3 waiting\), unix:/m,
    );
  },
  60_000,
);

test("the page fits 80 columns while nothing is out of the ordinary", async () => {
  const { cwd } = await start(plainApp, ["--workers", "2", "--max-requests", "1000"]);
  const { stdout } = await run(["status"], { cwd });
  const table = stdout.split("\n").filter((line) => !line.startsWith("app "));
  expect(Math.max(...table.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(stdout).not.toMatch(/refused|replaced|listens on|waiting|reload:|killed|error/);
}, 60_000);

test("--watch looks again and again until the master ends", async () => {
  const { cwd, master } = await start(plainApp, ["--workers", "1"]);
  const watcher = new LandfallProcess(["status", "--watch", "--json"], { cwd });
  await eventually(() => watcher.stdout.split("\n").length > 3 || undefined, "three looks");
  const looks = watcher.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as MasterStatus);
  expect(new Set(looks.map(({ pid }) => pid))).toEqual(new Set([master.pid]));
  expect(looks[2]!.uptime).toBeGreaterThan(looks[0]!.uptime);
  master.signal("SIGTERM");
  expect(await watcher.ended).toBe(3);
  expect(watcher.stderr).toContain("nothing is running here");
}, 60_000);
