import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync, existsSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  type ListenAddress,
  millis,
  parseListenAddress,
  systemClock,
} from "../../../src/core/index.ts";
import { bindAll } from "../../../src/serve/sockets/bind.ts";
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
  await expect(bind(`0.0.0.0:${port}`)).resolves.toHaveLength(1);
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

test("a taken port is waited for as long as patience lasts", async () => {
  const server = await occupy({ host: "127.0.0.1", port: 0 });
  const { port } = server.address() as net.AddressInfo;
  const bound = bind(`127.0.0.1:${port}`, 3_000);
  server.close();
  await expect(bound).resolves.toHaveLength(1);
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
  const path = join(temporaryFolder(), "app.sock");
  const [first] = await bind(`unix:${path}`);
  const before = statSync(path).ino;
  await bind(`unix:${path}`);
  expect(statSync(path).ino).not.toBe(before);
  first!.close();
  expect(existsSync(path)).toBe(true);
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
