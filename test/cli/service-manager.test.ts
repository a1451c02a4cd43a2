/** What a service manager hears: a real socket, the real systemd-notify. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  createProject,
  eventually,
  get,
  plainApp,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";

const hasPrograms = [
  ["systemd-notify", "--version"],
  ["python3", "--version"],
].every(([program, ...args]) => spawnSync(program!, args, { stdio: "ignore" }).status === 0);
const it = test.skipIf(!hasPrograms);

/** Prints each message as a line of JSON; closes the descriptors that come along, which is what a sender waits for. */
const listener = `
import json, os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("ready", flush=True)
while True:
    data, fds, _, _ = socket.recv_fds(s, 65536, 16)
    for fd in fds:
        os.close(fd)
    print(json.dumps(data.decode().splitlines()), flush=True)
`;

interface Manager {
  readonly path: string;
  /** Every message but those that a sender only waits for. */
  messages(): readonly (readonly string[])[];
}

async function startManager(cwd: string): Promise<Manager> {
  const path = join(cwd, "notify.sock");
  const child: ChildProcess = spawn("python3", ["-c", listener, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  child.stdout!.on("data", (data) => (text += data));
  await eventually(() => text.includes("ready") || undefined, "the listener");
  return {
    path,
    messages: () =>
      text
        .split("\n")
        .filter((line) => line.startsWith("["))
        .map((line) => JSON.parse(line) as string[])
        .filter((lines) => !lines.includes("BARRIER=1")),
  };
}

const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

it("start, reload and stop are told in their order, with the master's pid", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const manager = await startManager(cwd);
  const master = await serve(cwd, alone, { env: { NOTIFY_SOCKET: manager.path } });
  const url = await master.url();
  await eventually(() => manager.messages().length > 0 || undefined, "the first message");
  expect((await run(["reload"], { cwd })).code).toBe(0);
  master.signal("SIGTERM");
  expect(await master.ended).toBe(0);
  const ready = ["READY=1", `MAINPID=${master.pid}`, `STATUS=Serving ${url} with 1 worker`];
  const reloading = [
    "RELOADING=1",
    expect.stringMatching(/^MONOTONIC_USEC=\d+$/),
    "STATUS=Reloading 1 worker",
  ];
  const stopping = ["STOPPING=1", "STATUS=Finishing what was accepted"];
  expect(manager.messages()).toEqual([ready, reloading, ready, stopping]);
  const told = manager.messages()[1]![1]!.slice("MONOTONIC_USEC=".length);
  const now = process.hrtime.bigint() / 1_000n;
  expect(now - BigInt(told)).toBeGreaterThan(0n);
  expect(now - BigInt(told)).toBeLessThan(60_000_000n);
});

it("an upgrade is told like a reload, and MAINPID stays the process that was started", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const manager = await startManager(cwd);
  const env = { NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: "60000000" };
  const master = await serve(cwd, alone, { env: { ...env, WATCHDOG_PID: "" } });
  const url = await master.url();
  const told = () => manager.messages().filter(([first]) => first !== "WATCHDOG=1");
  await eventually(() => told().length === 1 || undefined, "READY");
  for (const count of [3, 5]) {
    expect((await run(["upgrade"], { cwd })).code).toBe(0);
    await eventually(() => told().length === count || undefined, `${count} messages`);
  }
  writeFiles(cwd, { "app.mjs": "broken" });
  expect((await run(["upgrade"], { cwd })).code).toBe(1);
  await eventually(() => told().length === 7 || undefined, "seven messages");
  master.signal("SIGTERM");
  expect(await master.ended).toBe(0);
  const ready = ["READY=1", `MAINPID=${master.pid}`, `STATUS=Serving ${url} with 1 worker`];
  const upgrading = [
    "RELOADING=1",
    expect.stringMatching(/^MONOTONIC_USEC=\d+$/),
    "STATUS=Upgrading 1 worker",
  ];
  const stopping = ["STOPPING=1", "STATUS=Finishing what was accepted"];
  const upgrade = [upgrading, ready];
  expect(told()).toEqual([ready, ...upgrade, ...upgrade, ...upgrade, stopping]);
});

it("the watchdog of the started process is fed by the master that took over", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const manager = await startManager(cwd);
  const env = { NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: "200000" };
  // The shell becomes the server, so that its own pid is the one that is watched.
  const wrapper = ["sh", "-c", 'WATCHDOG_PID=$$ exec "$@"', "sh"];
  const server = await serve(cwd, alone, { env, wrapper });
  const fed = () => manager.messages().filter(([first]) => first === "WATCHDOG=1").length;
  await eventually(() => fed() >= 1 || undefined, "a sign of life");
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  const before = fed();
  await eventually(() => fed() >= before + 3 || undefined, "three signs of life of the new master");
  expect(server.stderr).not.toContain("the watchdog watches process");
});

it("a change of the number of workers tells nothing that systemd-notify would refuse", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const manager = await startManager(cwd);
  const master = await serve(cwd, alone, { env: { NOTIFY_SOCKET: manager.path } });
  expect((await run(["scale", "2"], { cwd })).code).toBe(0);
  await eventually(() => manager.messages().length === 2 || undefined, "the new number");
  const status = `STATUS=Serving ${await master.url()} with 2 workers`;
  expect(manager.messages()[1]).toEqual(["READY=1", `MAINPID=${master.pid}`, status]);
});

it("a reload that fails ends with READY, too", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const manager = await startManager(cwd);
  await serve(cwd, alone, { env: { NOTIFY_SOCKET: manager.path } });
  writeFiles(cwd, { "app.mjs": "broken" });
  expect((await run(["reload"], { cwd })).code).toBe(1);
  const kinds = () => manager.messages().map(([first]) => first);
  await eventually(() => kinds().length === 3 || undefined, "three messages");
  expect(kinds()).toEqual(["READY=1", "RELOADING=1", "READY=1"]);
});

it("a server that cannot start never says READY", async () => {
  const cwd = createProject({ "app.mjs": "throw new Error('no');" });
  const manager = await startManager(cwd);
  const { code } = await run(["serve", ...alone], { cwd, env: { NOTIFY_SOCKET: manager.path } });
  expect(code).toBe(1);
  expect(manager.messages().flat()).not.toContain("READY=1");
});

it("the watchdog is fed while a worker serves, and starves when none does", async () => {
  const cwd = createProject({
    "app.mjs": `
      import { existsSync } from "node:fs";
      if (existsSync("broken")) throw new Error("broken");
      export default () => new Response(String(process.pid));
    `,
  });
  const manager = await startManager(cwd);
  const env = { NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: "200000" };
  const master = await serve(cwd, alone, { env });
  const fed = () => manager.messages().filter(([first]) => first === "WATCHDOG=1").length;
  await eventually(() => fed() >= 3 || undefined, "three signs of life");
  const worker = Number(await get(await master.url()));
  writeFileSync(join(cwd, "broken"), "");
  process.kill(worker, "SIGKILL");
  await master.says(/was killed by SIGKILL/);
  // One may be on its way; that no further one comes can only be seen by letting its time pass.
  const starving = () => {
    const before = fed();
    return new Promise<boolean>((resolve) => setTimeout(() => resolve(fed() === before), 1_000));
  };
  await eventually(async () => (await starving()) || undefined, "silence");
});

it("a watchdog of another process is told, and not fed", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const manager = await startManager(cwd);
  const env = { NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: "100000", WATCHDOG_PID: "1" };
  const master = await serve(cwd, alone, { env });
  await master.says(/the watchdog watches process 1 and not this one/);
  expect((await run(["reload"], { cwd })).code).toBe(0);
  await eventually(() => manager.messages().length === 3 || undefined, "three messages");
  expect(manager.messages().flat()).not.toContain("WATCHDOG=1");
});

test("without systemd-notify the server serves, and says once what is missing", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const env = { NOTIFY_SOCKET: join(cwd, "nobody"), PATH: cwd };
  const master = await serve(cwd, alone, { env });
  await master.says(/systemd-notify is missing; install it, or set Type=exec/);
  expect(await get(await master.url())).toContain("pid");
  master.signal("SIGTERM");
  expect(await master.ended).toBe(0);
  expect(master.stderr.match(/systemd-notify/g)).toHaveLength(1);
});
