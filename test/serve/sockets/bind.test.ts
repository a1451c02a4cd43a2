import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  type LandfallError,
  type ListenAddress,
  millis,
  parseListenAddress,
  systemClock,
} from "../../../src/core/index.ts";
import { identifySocket, isAnswered } from "../../../src/serve/sockets/bind-unix.ts";
import { bindAll, explainListenError } from "../../../src/serve/sockets/bind.ts";
import {
  assertBindable,
  type BoundSocket,
  isSameSocket,
} from "../../../src/serve/sockets/bound-socket.ts";

async function bind(text: string, patience = 0): Promise<readonly BoundSocket[]> {
  const options = { clock: systemClock, unixMode: 0o660, patience: millis(patience) };
  const sockets = await bindAll([parseListenAddress(text)], options);
  onTestFinished(() => sockets.forEach((socket) => socket.close()));
  return sockets;
}

async function occupy(address: net.ListenOptions): Promise<net.Server> {
  const server = net.createServer().listen(address);
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  return server;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Listens on a socket in another process, as a worker does; only then the kernel shows what the socket takes. */
async function listenIn(fd: number): Promise<void> {
  const program = `net.createServer().listen({ fd: 3 }, () => console.log("listening"))`;
  const child = spawn(process.execPath, ["-e", program], {
    stdio: ["ignore", "pipe", "inherit", fd],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout!, "data");
}

function isAnsweredAt(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host);
    socket.once("connect", () => resolve((socket.destroy(), true)));
    socket.once("error", () => resolve(false));
  });
}

const portOf = (address: ListenAddress) => (address.kind === "tcp" ? address.port : 0);

test("this runtime can bind without listening", () => {
  expect(() => assertBindable()).not.toThrow();
});

test("[A2] port 0 reports the port that the system chose", async () => {
  const [socket] = await bind("127.0.0.1:0");
  expect(portOf(socket!.address)).toBeGreaterThan(0);
});

test.each(["localhost:0", "*:0"])("[B3] %s is both families on one number", async (text) => {
  const sockets = await bind(text);
  const families = sockets.map(({ address }) =>
    net.isIP(address.kind === "tcp" ? address.host : ""),
  );
  expect(families).toEqual([4, 6]);
  expect(new Set(sockets.map(({ address }) => portOf(address))).size).toBe(1);
});

test("[B3] an IPv6 socket leaves IPv4 to a socket of its own", async () => {
  const [six] = await bind("[::]:0");
  const port = portOf(six!.address);
  await listenIn(six!.fd);
  expect(await isAnsweredAt("::1", port)).toBe(true);
  expect(await isAnsweredAt("127.0.0.1", port)).toBe(false);
});

test("[A2] a port in use is told apart from one that is not permitted", async () => {
  const server = await occupy({ host: "127.0.0.1", port: 0 });
  const { port } = server.address() as net.AddressInfo;
  await expect(bind(`127.0.0.1:${port}`)).rejects.toMatchObject({
    code: "PORT_IN_USE",
    exitCode: 1,
    message: `127.0.0.1:${port} is in use by another program`,
  });
});

test("[A2] an address of another machine is refused with its reason", async () => {
  await expect(bind("192.0.2.1:0")).rejects.toMatchObject({
    code: "ADDRESS_UNAVAILABLE",
    message: expect.stringContaining("EADDRNOTAVAIL"),
  });
});

test.each(["EACCES", "EPERM"])("[A2] %s is a missing permission, not another program", (code) => {
  const error = Object.assign(new Error(code), { code });
  expect(explainListenError(error, "0.0.0.0:80")).toMatchObject({
    code: "PORT_NOT_PERMITTED",
    message: "no permission to listen on 0.0.0.0:80",
    cause: error,
  });
});

test("a name is looked up", async () => {
  // Every resolver reads this spelling of 127.0.0.1, without asking a server; see inet_aton(3).
  const [socket] = await bind("127.1:0");
  expect(socket!.address).toMatchObject({ host: "127.0.0.1" });
});

test("a taken port is waited for as long as patience lasts", async () => {
  const server = await occupy({ host: "127.0.0.1", port: 0 });
  const { port } = server.address() as net.AddressInfo;
  let pauses = 0;
  const sleep = async () => {
    pauses += 1;
    if (pauses === 2) server.close();
  };
  const options = {
    clock: { ...systemClock, sleep },
    unixMode: 0o600,
    patience: millis(5_000),
  };
  const sockets = await bindAll([parseListenAddress(`127.0.0.1:${port}`)], options);
  onTestFinished(() => sockets.forEach((socket) => socket.close()));
  expect(pauses).toBe(2);
});

test("when one of both families is in use, the other one is let go again", async () => {
  const server = await occupy({ host: "::1", port: 0 });
  const { port } = server.address() as net.AddressInfo;
  const before = readdirSync("/dev/fd").length;
  await expect(bind(`localhost:${port}`)).rejects.toMatchObject({ code: "PORT_IN_USE" });
  expect(readdirSync("/dev/fd")).toHaveLength(before);
});

test("when one of several addresses fails, the others are let go again", async () => {
  const server = await occupy({ host: "127.0.0.1", port: 0 });
  const { port } = server.address() as net.AddressInfo;
  const path = join(temporaryFolder(), "a.sock");
  const options = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
  const addresses = [parseListenAddress(`unix:${path}`), parseListenAddress(`127.0.0.1:${port}`)];
  await expect(bindAll(addresses, options)).rejects.toMatchObject({ code: "PORT_IN_USE" });
  expect(existsSync(path)).toBe(false);
});

test("[B3] a unix socket gets its mode, and its file goes with it", async () => {
  const path = join(temporaryFolder(), "app.sock");
  const [socket] = await bind(`unix:${path}`);
  expect(statSync(path).mode & 0o777).toBe(0o660);
  socket!.close();
  expect(existsSync(path)).toBe(false);
});

test("[B3] a stale unix socket is replaced", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "app.sock");
  const dead = await occupy({ path: join(folder, "dead.sock") });
  renameSync(join(folder, "dead.sock"), path);
  await new Promise((resolve) => dead.close(resolve));
  const before = identifySocket(path);
  await bind(`unix:${path}`);
  expect(identifySocket(path)).not.toBe(before);
  expect(readdirSync(folder)).toEqual(["app.sock"]);
});

test.runIf(process.platform === "linux")(
  "[B3] a unix socket whose master still boots is refused, and kept",
  async () => {
    const folder = temporaryFolder();
    const path = join(folder, "app.sock");
    const [first] = await bind(`unix:${path}`);
    const before = identifySocket(path);
    await expect(bind(`unix:${path}`)).rejects.toMatchObject({ code: "PORT_IN_USE" });
    expect(identifySocket(path)).toBe(before);
    expect(readdirSync(folder)).toEqual(["app.sock"]);
    first!.close();
    await bind(`unix:${path}`);
  },
);

test("of two that want a unix socket at once one gets it", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "app.sock");
  const tries = await Promise.allSettled([bind(`unix:${path}`), bind(`unix:${path}`)]);
  expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(readdirSync(folder)).toEqual(["app.sock"]);
});

test("[B3] a socket file that somebody has put in the place of ours is kept", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "app.sock");
  const [own] = await bind(`unix:${path}`);
  await occupy({ path: join(folder, "other.sock") });
  renameSync(join(folder, "other.sock"), path);
  own!.close();
  expect(existsSync(path)).toBe(true);
});

test.each([
  ["127.0.0.1:8080", "127.0.0.1:8080", "127.0.0.1:8080 is given twice"],
  ["unix:a.sock", "unix:a.sock", /a\.sock is given twice$/],
  ["127.0.0.1:8080", "localhost:8080", /: localhost:8080 is given, and 127\.0\.0\.1:8080/],
  ["[::1]:8080", "*:8080", /: \*:8080 is given, and \[::1\]:8080/],
])("[A16] %s and %s are told to be the same", async (one, other, message) => {
  const folder = temporaryFolder();
  const [probe] = await bind("127.0.0.1:0");
  const port = String(portOf(probe!.address));
  probe!.close();
  const addresses = [one, other].map((text) =>
    parseListenAddress(text.replace("unix:", `unix:${folder}/`).replace("8080", port)),
  );
  const options = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
  const told = await bindAll(addresses, options).catch((error: unknown) => error as LandfallError);
  expect(told).toMatchObject({ code: "ADDRESS_TWICE", exitCode: 2 });
  expect(String(told).replaceAll(port, "8080")).toMatch(message);
});

test("[A16] port 0 may be given again and again", async () => {
  const options = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
  const address = parseListenAddress("127.0.0.1:0");
  const sockets = await bindAll([address, address], options);
  onTestFinished(() => sockets.forEach((socket) => socket.close()));
  expect(new Set(sockets.map((socket) => portOf(socket.address))).size).toBe(2);
});

test("[B3] a unix socket that somebody lives on is refused", async () => {
  const path = join(temporaryFolder(), "app.sock");
  await occupy({ path });
  await expect(bind(`unix:${path}`)).rejects.toMatchObject({ code: "PORT_IN_USE" });
});

test.skipIf(process.getuid?.() !== 0)(
  "[B3] a unix socket that belongs to another user is refused though we may not ask who lives on it",
  async () => {
    const folder = temporaryFolder();
    const path = join(folder, "app.sock");
    chmodSync(folder, 0o777);
    await occupy({ path });
    chmodSync(path, 0o600);
    process.seteuid!(65_534);
    onTestFinished(() => process.seteuid!(0));
    await expect(bind(`unix:${path}`)).rejects.toMatchObject({ code: "PORT_IN_USE" });
  },
);

test("[B3] a unix socket whose queue is full has an owner too", async () => {
  const path = join(temporaryFolder(), "app.sock");
  await occupy({ path, backlog: 1 });
  // All in one turn of the event loop, so that nobody is accepted in between.
  const waiting = Array.from({ length: 8 }, () => net.connect(path).on("error", () => {}));
  onTestFinished(() => waiting.forEach((socket) => socket.destroy()));
  await expect(isAnswered(path)).resolves.toBe(true);
});

test("[B3] a regular file at the path is refused and kept", async () => {
  const path = join(temporaryFolder(), "app.sock");
  writeFileSync(path, "precious");
  await expect(bind(`unix:${path}`)).rejects.toMatchObject({ code: "SOCKET_PATH_NOT_A_SOCKET" });
  expect(existsSync(path)).toBe(true);
});

test("[A2] a folder that does not exist is no matter of permission", async () => {
  const path = join(temporaryFolder(), "absent", "app.sock");
  await expect(bind(`unix:${path}`)).rejects.toMatchObject({
    code: "ADDRESS_UNAVAILABLE",
    message: expect.stringContaining("no such file or directory"),
  });
});

test("[B3] a socket path that the system would cut short is refused", async () => {
  const path = join(temporaryFolder(), "x".repeat(100));
  await expect(bind(`unix:${path}`)).rejects.toMatchObject({
    code: "SOCKET_PATH_TOO_LONG",
    exitCode: 2,
  });
});

test.runIf(process.platform === "linux")("[B3] an abstract unix socket has no file", async () => {
  const name = `@landfall-test-${process.pid}`;
  const [socket] = await bind(`unix:${name}`);
  expect(existsSync(name)).toBe(false);
  expect(isSameSocket(socket!.fd, socket!.inode)).toBe(true);
});

test("a descriptor is known by its socket, not by its number", async () => {
  const [first] = await bind("127.0.0.1:0");
  const [second] = await bind("127.0.0.1:0");
  expect(isSameSocket(first!.fd, first!.inode)).toBe(true);
  expect(isSameSocket(second!.fd, first!.inode)).toBe(false);
  expect(isSameSocket(987_654, first!.inode)).toBe(false);
});
