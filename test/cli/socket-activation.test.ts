/** Sockets that somebody else has bound: by systemd's own program, by a wrapper, as descriptor 0. */

import { spawn, spawnSync } from "node:child_process";
import dgram from "node:dgram";
import { once } from "node:events";
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ask, createProject, eventually, get, LandfallProcess, run } from "./landfall-process.ts";

const hasActivate =
  spawnSync("systemd-socket-activate", ["--version"], { stdio: "ignore" }).status === 0;

/** Says its environment and its descriptors, too. */
const app = `
import { readdirSync, readlinkSync } from "node:fs";
export default (request) => {
  const sockets = readdirSync("/proc/self/fd").flatMap((fd) => {
    try { return [readlinkSync("/proc/self/fd/" + fd)]; } catch { return []; }
  }).filter((link) => link.startsWith("socket:"));
  const variables = Object.keys(process.env).filter((name) => /LISTEN|NOTIFY|WATCHDOG|DETACHED/.test(name));
  return Response.json({ pid: process.pid, sockets, variables });
};
`;

interface Answer {
  readonly pid: number;
  readonly sockets: readonly string[];
  readonly variables: readonly string[];
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until the program that holds the sockets says so. */
function activate(
  args: readonly string[],
  cwd: string,
  command: readonly string[] = ["serve", "app.mjs", "--workers", "2"],
): LandfallProcess {
  return new LandfallProcess(command, { cwd, wrapper: ["systemd-socket-activate", ...args] });
}

test.skipIf(!hasActivate)(
  "systemd-socket-activate starts the server by the first connection, which is answered",
  async () => {
    const cwd = createProject({ "app.mjs": app });
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const master = activate(["-l", `127.0.0.1:${port}`], cwd);
    await master.says("Listening on 127.0.0.1");
    expect(existsSync(join(cwd, ".landfall"))).toBe(false);
    const answer = JSON.parse(await get(url)) as Answer;
    await master.says(`Listening on ${url}`);
    // What was meant for the master is not for the app.
    expect(answer.variables).toEqual([]);
    expect((await run(["reload"], { cwd })).code).toBe(0);
    expect(JSON.parse(await get(url)).pid).not.toBe(answer.pid);
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
  },
);

test.skipIf(!hasActivate)(
  "the socket is one of the worker's few: nothing else leaks, and its file stays its owner's",
  async () => {
    const cwd = createProject({ "app.mjs": app });
    const path = join(cwd, "a b.sock");
    const master = activate(["-l", path, "-l", join(cwd, "other.sock")], cwd, [
      "serve",
      "app.mjs",
      "--workers",
      "1",
      "--listen",
      "fd:3",
    ]);
    await master.says("other.sock");
    const inode = (await openSockets(master.pid)).get("3");
    const { sockets } = JSON.parse(await get("http://x/", { socketPath: path })) as Answer;
    expect(sockets).toContain(inode);
    const other = (await openSockets(master.pid)).get("4");
    expect(other).toBeDefined();
    expect(sockets).not.toContain(other);
    await master.says(`Listening on unix:${path}`);
    expect((await run(["stop"], { cwd })).code).toBe(0);
    expect(await master.ended).toBe(0);
    expect(existsSync(path)).toBe(true);
  },
);

test.skipIf(!hasActivate)("sockets are found by their names", async () => {
  const cwd = createProject({ "app.mjs": app });
  const [web, api] = [join(cwd, "web.sock"), join(cwd, "api.sock")];
  const named = ["-l", web, "-l", api, "--fdname=web:api"];
  const master = activate(named, cwd, ["serve", "app.mjs", "--listen", "fd:api"]);
  await master.says("web.sock");
  await get("http://x/", { socketPath: api });
  await master.says(`Listening on unix:${api}`);
  expect(master.stderr).not.toContain(`Listening on unix:${web}`);
});

test.skipIf(!hasActivate)(
  "behind a shell that stays, the wrapper is told with the cure",
  async () => {
    const cwd = createProject({ "app.mjs": app });
    const path = join(cwd, "s");
    const master = new LandfallProcess(["serve", "app.mjs"], {
      cwd,
      wrapper: ["systemd-socket-activate", "-l", path, "sh", "-c", '"$@"; exit $?', "sh"],
    });
    await master.says("Listening on");
    void get("http://x/", { socketPath: path }).catch(() => {});
    expect(await master.ended).toBe(1);
    expect(master.stderr).toMatch(
      /sockets were handed to process \d+, and this one is \d+: npx, npm/,
    );
    expect(master.stderr).toMatch(/hint: Start it directly, e\.g\. ExecStart=/);
  },
);

test.skipIf(!hasActivate)(
  "other addresses beside handed-over sockets are a contradiction",
  async () => {
    const cwd = createProject({ "app.mjs": app });
    const path = join(cwd, "s");
    const master = activate(["-l", path], cwd, ["serve", "app.mjs", "--port", "0"]);
    await master.says("Listening on");
    void get("http://x/", { socketPath: path }).catch(() => {});
    expect(await master.ended).toBe(2);
    expect(master.stderr).toContain(
      "handed over 1 socket (LISTEN_FDS), and 127.0.0.1:0 was asked for",
    );
  },
);

test.skipIf(!hasActivate)("a datagram socket is refused", async () => {
  const cwd = createProject({ "app.mjs": app });
  const port = await freePort();
  const master = activate(["-d", "-l", `127.0.0.1:${port}`], cwd);
  await master.says("Listening on");
  const client = dgram.createSocket("udp4");
  client.send("x", port, "127.0.0.1", () => client.close());
  expect(await master.ended).toBe(1);
  expect(master.stderr).toContain("cannot listen on descriptor 3: it is no stream socket");
});

test.skipIf(!hasActivate)("a daemon keeps the sockets that it was started with", async () => {
  const cwd = createProject({ "app.mjs": app });
  const path = join(cwd, "s");
  const starter = activate(["-l", path], cwd, ["serve", "app.mjs", "--daemon", "--workers", "1"]);
  await starter.says("Listening on");
  const answer = JSON.parse(await get("http://x/", { socketPath: path })) as Answer;
  expect(await starter.ended, starter.stderr).toBe(0);
  expect(answer.variables).toEqual([]);
  expect((await run(["stop"], { cwd })).code).toBe(0);
});

test("descriptor 0 is a socket to listen on, and one client's connection is none", async () => {
  const cwd = createProject({ "app.mjs": app });
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  const args = ["serve", "app.mjs", "--workers", "1", "--listen", "fd:0"];
  const master = startOn(fd, args, cwd);
  // From now on only the server accepts.
  server.close();
  await eventually(() => master.stderr().includes("Press Ctrl-C") || undefined, "the banner");
  expect(await ask(`http://127.0.0.1:${port}/`)).toMatchObject({ variables: [] });
  master.child.kill("SIGTERM");
  expect(await master.ended).toBe(0);
  const elsewhere = net.createServer().listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  onTestFinished(() => void elsewhere.close());
  const client = net.connect((elsewhere.address() as net.AddressInfo).port, "127.0.0.1");
  await once(client, "connect");
  onTestFinished(() => void client.destroy());
  const connection = (client as unknown as { _handle: { fd: number } })._handle.fd;
  const refused = startOn(connection, args, cwd);
  expect(await refused.ended).toBe(1);
  expect(refused.stderr()).toContain(
    "cannot listen on descriptor 0: it is one client's connection",
  );
});

function startOn(
  fd: number,
  args: readonly string[],
  cwd: string,
): { child: ReturnType<typeof spawn>; stderr: () => string; ended: Promise<unknown> } {
  const bin = join(import.meta.dirname, "../../bin/landfall.js");
  const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: [fd, "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  child.stderr!.on("data", (data) => (text += data));
  const ended = once(child, "close").then(([code]) => code as unknown);
  return { child, stderr: () => text, ended };
}

/** A process's sockets by their descriptors. */
async function openSockets(pid: number): Promise<ReadonlyMap<string, string>> {
  const folder = `/proc/${pid}/fd`;
  const links = readdirSync(folder).map((fd) => [fd, readlinkSync(join(folder, fd))] as const);
  return new Map(links.filter(([, link]) => link.startsWith("socket:")));
}
