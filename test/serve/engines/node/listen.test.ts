import { spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import net, { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ListenAddress, TcpAddress } from "../../../../src/core/index.ts";
import { Client } from "../../../../src/laws/server/client.ts";
import type { Listener } from "../../../../src/serve/engines/index.ts";
import { loopback, start } from "./started.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "landfall-listen-"));
});
afterAll(() => rm(folder, { recursive: true }));

const hello = (): Response => new Response("hello");

async function greeting(address: ListenAddress): Promise<string> {
  using client = await Client.open(address);
  return (await client.ask("GET", "/")).body;
}

/** A free port that somebody else listens on. */
async function occupy(): Promise<{ other: Server; address: TcpAddress }> {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  return { other, address: { kind: "tcp", host: "127.0.0.1", port } };
}

interface Child extends Disposable {
  /** What the child said first. */
  readonly said: unknown;
  readonly pid: number | undefined;
}

/** Starts a process that inherits the descriptor. */
async function startChild(fd: number, announced: ListenAddress): Promise<Child> {
  const file = fileURLToPath(new URL("inheriting-child.ts", import.meta.url));
  const stdio: StdioOptions = ["ignore", "pipe", "inherit", fd];
  const child = spawn(process.execPath, [file, JSON.stringify(announced)], { stdio });
  const [line] = await once(child.stdout as Readable, "data");
  const said: unknown = JSON.parse(String(line));
  return { said, pid: child.pid, [Symbol.dispose]: () => void child.kill("SIGKILL") };
}

interface BoundHandle {
  readonly fd: number;
  getsockname(out: { port?: number }): number;
  close(): void;
}

/** A socket that is bound and does not listen, as a master keeps it. */
function bind(): { handle: BoundHandle; address: TcpAddress } {
  const create = (net as unknown as { _createServerHandle(...of: unknown[]): BoundHandle })
    ._createServerHandle;
  const handle = create("127.0.0.1", 0, 4);
  const name: { port?: number } = {};
  handle.getsockname(name);
  return { handle, address: { kind: "tcp", host: "127.0.0.1", port: name.port ?? 0 } };
}

describe("listening", () => {
  it("[A2] port 0 reports the chosen port", async () => {
    await using started = await start(hello);
    const { address } = started;
    expect(address).toEqual({ kind: "tcp", host: "127.0.0.1", port: expect.any(Number) });
    expect((address as TcpAddress).port).toBeGreaterThan(0);
    expect(await greeting(address)).toBe("hello");
  });

  it("[A2] ::1 works and is reported as such", async () => {
    await using started = await start(hello, [{ kind: "tcp", host: "::1", port: 0 }]);
    expect(started.address).toMatchObject({ host: "::1" });
    expect(await greeting(started.address)).toBe("hello");
  });

  it("[A2] a taken port rejects with the system's EADDRINUSE and leaves nothing open", async () => {
    const { other, address } = await occupy();
    const path = join(folder, "first.sock");
    const attempt = start(hello, [{ kind: "unix", path }, address]);
    await expect(attempt).rejects.toMatchObject({ code: "EADDRINUSE", syscall: "listen" });
    await expect(Client.open({ kind: "unix", path })).rejects.toMatchObject({ code: "ENOENT" });
    other.close();
  });

  it("a path in a folder that does not exist rejects with the system's error", async () => {
    const attempt = start(hello, [{ kind: "unix", path: join(folder, "absent", "a.sock") }]);
    await expect(attempt).rejects.toHaveProperty("code");
  });

  it("a star listens on every interface of both families", async () => {
    await using started = await start(hello, [{ kind: "tcp", host: "*", port: 0 }]);
    const { port } = started.address as TcpAddress;
    for (const host of ["127.0.0.1", "::1"]) {
      expect(await greeting({ kind: "tcp", host, port })).toBe("hello");
    }
  });

  it("a unix socket is served and its file goes with the server", async () => {
    const path = join(folder, "app.sock");
    await using started = await start(hello, [{ kind: "unix", path }]);
    expect(started.address).toEqual({ kind: "unix", path });
    expect(await greeting(started.address)).toBe("hello");
    await started.server.close();
    expect(existsSync(path)).toBe(false);
  });

  it("an inherited descriptor is served by several processes at the address it is bound to", async () => {
    const { handle, address } = bind();
    using first = await startChild(handle.fd, address);
    using second = await startChild(handle.fd, address);
    handle.close();
    expect([first.said, second.said]).toEqual([[address], [address]]);
    const pids = new Set([`hello from ${first.pid}`, `hello from ${second.pid}`]);
    expect(pids).toContain(await greeting(address));
  });

  it("a descriptor that listens elsewhere than announced is refused", async () => {
    const { handle, address } = bind();
    using child = await startChild(handle.fd, { ...address, port: 1 });
    handle.close();
    expect(child.said).toBe("LISTENER_MISMATCH");
  });

  it("[A16] several listeners answer and after drain new connections are refused while an old one completes", async () => {
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const slow = async (): Promise<Response> => {
      entered.resolve();
      await gate.promise;
      return hello();
    };
    const handler = (request: Request) => (request.url.endsWith("/slow") ? slow() : hello());
    const unix: Listener = { kind: "unix", path: join(folder, "several.sock") };
    await using started = await start(handler, [loopback, loopback, unix]);
    const { server } = started;
    expect(new Set(server.addresses.map((address) => JSON.stringify(address))).size).toBe(3);
    for (const address of server.addresses) expect(await greeting(address)).toBe("hello");

    using old = await Client.open(started.address);
    const answer = old.ask("GET", "/slow");
    await entered.promise;
    const drained = server.drain();
    for (const address of server.addresses) await expect(Client.open(address)).rejects.toThrow();
    gate.resolve();
    expect((await answer).body).toBe("hello");
    await drained;
    expect(server.activity()).toMatchObject({ connections: 0, inFlight: 0, requests: 4 });
  });
});
