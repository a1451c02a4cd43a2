/** Sockets of every kind over an upgrade: bound by us, handed over, with and without a file. */

import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { millis, systemClock } from "../../src/core/index.ts";
import { bindAll, type BoundSocket } from "../../src/serve/sockets/index.ts";
import { ask, createProject, LandfallProcess, plainApp, run, serve } from "./landfall-process.ts";
import { statusOf } from "./upgrade-rig.ts";

const alone = ["app.mjs", "--workers", "1"];

async function bindOne(): Promise<BoundSocket> {
  const options = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
  return (await bindAll([{ kind: "tcp", host: "127.0.0.1", port: 0 }], options))[0]!;
}

test("unix sockets keep their file and their address, and it is removed at the end", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const listen = ["--listen", "unix:app.sock", "--listen", "unix:@landfall-upgrade-test"];
  const server = await serve(cwd, [...alone, ...listen]);
  const file = join(cwd, "app.sock");
  const { ino } = statSync(file);
  const first = await ask("http://localhost/", { socketPath: file });
  for (const _ of [1, 2]) expect((await run(["upgrade"], { cwd })).code).toBe(0);
  expect(statSync(file).ino).toBe(ino);
  expect((await ask("http://localhost/", { socketPath: file })).pid).not.toBe(first.pid);
  const abstract = await ask("http://localhost/", { socketPath: "\0landfall-upgrade-test" });
  expect(abstract.path).toBe("/");
  const { stdout } = await run(["status"], { cwd });
  expect(stdout).toContain("listening on unix:");
  expect(stdout).toContain("app.sock, unix:@landfall-upgrade-test");
  // Whoever comes beside it sees that the socket has an owner.
  const rival = await run(["serve", ...alone, "--control", "other.sock", ...listen], { cwd });
  expect(rival).toMatchObject({ code: 1 });
  expect(rival.stderr).toContain("is in use by another program");
  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
  expect(existsSync(file)).toBe(false);
});

test("[B5] with a port for each worker everybody keeps their own", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const sockets = [await bindOne(), await bindOne()];
  const ports = sockets.map(({ address }) => (address as { port: number }).port);
  for (const socket of sockets) socket.close();
  await serve(cwd, ["app.mjs", "--ports", ports.join(",")]);
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  for (const [worker, port] of ports.entries()) {
    expect((await ask(`http://127.0.0.1:${port}/`)).worker).toBe(worker);
  }
});

test("several addresses stay what they are", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const listen = ["--listen", "localhost:0", "--listen", "127.0.0.1:0"];
  const server = await serve(cwd, [...alone, ...listen]);
  const urls = [...server.stderr.matchAll(/Listening on (http:\S+)/g)].map(([, url]) => url!);
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  for (const url of urls) expect((await ask(url)).path).toBe("/");
});

test("a socket at descriptor 0 serves on", async () => {
  const socket = await bindOne();
  const cwd = createProject({ "app.mjs": plainApp });
  const server = new LandfallProcess(["serve", ...alone, "--listen", "fd:0"], {
    cwd,
    input: socket.fd,
  });
  const url = await server.url();
  const first = await ask(url);
  for (const _ of [1, 2]) expect((await run(["upgrade"], { cwd })).code).toBe(0);
  expect((await ask(url)).pid).not.toBe(first.pid);
  expect((await statusOf(cwd)).stem).toBe(server.pid);
  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
  socket.close();
});

const canActivate = spawnSync("systemd-socket-activate", ["--version"]).status === 0;

test.runIf(canActivate)("sockets of a service manager (LISTEN_FDS) serve on", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const socket = await bindOne();
  const { port } = socket.address as { port: number };
  socket.close();
  const wrapper = ["systemd-socket-activate", "-l", `127.0.0.1:${port}`];
  const server = new LandfallProcess(["serve", ...alone], { cwd, wrapper });
  await server.says("Listening on 127.0.0.1");
  const url = `http://127.0.0.1:${port}/`;
  const first = await ask(url);
  for (const _ of [1, 2]) {
    const { code, stderr } = await run(["upgrade"], { cwd });
    expect(code, stderr).toBe(0);
  }
  expect((await ask(url)).pid).not.toBe(first.pid);
  expect((await statusOf(cwd)).stem).toBe(server.pid);
});
