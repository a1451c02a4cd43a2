import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { millis, parseListenAddress, systemClock } from "../../../src/core/index.ts";
import { adoptDescriptor, bindAll, type BoundSocket } from "../../../src/serve/sockets/index.ts";
import { parseUnixSockets } from "../../../src/serve/sockets/unix-table.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A socket whose descriptor somebody else may hand over. */
async function bind(text: string): Promise<BoundSocket> {
  const options = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
  const [socket] = await bindAll([parseListenAddress(text)], options);
  onTestFinished(() => socket!.close());
  return socket!;
}

/** Hands a descriptor to another process, as a service manager does: the address it finds, or why it refuses. */
function handOver(fd: number): unknown {
  const room = new URL("../../../src/serve/sockets/index.ts", import.meta.url).href;
  const program = `
    import { adoptDescriptor } from ${JSON.stringify(room)};
    const say = (value) => process.stdout.write(JSON.stringify(value));
    try { say(adoptDescriptor(3)); } catch (error) { say(error.message); }
  `;
  const args = ["--input-type=module", "-e", program];
  const stdio = ["ignore", "pipe", "inherit", fd] as const;
  const { stdout } = spawnSync(process.execPath, args, { stdio: [...stdio], encoding: "utf8" });
  return JSON.parse(stdout);
}

function connectTo(server: net.Server): net.Socket {
  const address = server.address();
  return typeof address === "string"
    ? net.connect(address)
    : net.connect({ host: "127.0.0.1", port: address!.port });
}

function descriptorOf(socket: object, name: string): number {
  return (socket as Record<string, { fd: number }>)[name]!.fd;
}

test.each(["127.0.0.1:0", "[::1]:0"])("a socket on %s tells its address", async (text) => {
  const { address, fd, inode } = await bind(text);
  expect(handOver(fd)).toEqual({ address, fd: 3, inode });
});

test.skipIf(process.platform !== "linux")("a unix socket tells its path", async () => {
  const path = join(temporaryFolder(), "a b.sock");
  const { fd, inode } = await bind(`unix:${path}`);
  const bound = handOver(fd) as BoundSocket;
  // It was bound under another name, and renamed.
  expect(bound.address.kind).toBe("unix");
  expect(bound).toMatchObject({ fd: 3, inode });
  const server = net.createServer().listen(path.replace("a b", "c d"));
  await once(server, "listening");
  onTestFinished(() => void server.close());
  expect(handOver(descriptorOf(server, "_handle"))).toMatchObject({
    address: { kind: "unix", path: path.replace("a b", "c d") },
  });
});

test("what is no socket is refused", () => {
  const fd = openSync("/dev/null", "r");
  onTestFinished(() => closeSync(fd));
  expect(handOver(fd)).toBe("cannot listen on descriptor 3: it is no socket");
});

test("what is not open is refused", () => {
  expect(() => adoptDescriptor(9_999)).toThrow("cannot listen on descriptor 9999: it is not open");
});

test("a client's connection is refused, on TCP and on a unix socket", async () => {
  const path = join(temporaryFolder(), "s");
  for (const where of [{ port: 0, host: "127.0.0.1" }, { path }]) {
    const server = net.createServer().listen(where);
    await once(server, "listening");
    const client = connectTo(server);
    await once(client, "connect");
    expect(handOver(descriptorOf(client, "_handle"))).toBe(
      "cannot listen on descriptor 3: it is one client's connection",
    );
    client.destroy();
    server.close();
  }
});

test("the kernel's table of unix sockets is read, whatever is in it", () => {
  const table = [
    "Num       RefCount Protocol Flags    Type St Inode Path",
    "0000000000000001: 00000002 00000000 00010000 0001 01 11 /run/a b.sock",
    "0000000000000002: 00000003 00000000 00000000 0001 03 12",
    "0000000000000003: 00000002 00000000 00010000 0001 01 13 @abstract",
    "garbage",
    "",
  ].join("\n");
  expect(parseUnixSockets(table)).toEqual([
    { inode: 11, state: "unconnected", path: "/run/a b.sock" },
    { inode: 12, state: "connected", path: undefined },
    { inode: 13, state: "unconnected", path: "@abstract" },
  ]);
});
