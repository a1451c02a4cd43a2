import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { readAcceptQueues } from "../../../src/serve/sockets/index.ts";
import { parseListening } from "../../../src/serve/sockets/accept-queue.ts";

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:0000001A 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0
   1: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 100 0 0 10 0
   2: 0100007F:1F90 0100007F:C350 01 00000000:00000005 00:00000000 00000000     0        0 4713 1 0000000000000000 20 4 30 10 -1
`;

test("the queue of each listening socket is read, in hexadecimal, and of no other", () => {
  expect(parseListening(table)).toEqual([
    [4711, 26],
    [4712, 0],
  ]);
});

test.each(["", "\n", "nonsense 0A 1:2 3", "0: a b 0A x:y z"])("%j has none", (text) => {
  expect(parseListening(text)).toEqual([]);
});

test.skipIf(process.platform !== "linux")(
  "connections that nobody accepts are counted, among thousands of other lines too",
  async () => {
    // Listens and never accepts, because its event loop stands still.
    const script = `
      const { fstatSync, writeSync } = require("node:fs");
      const server = require("node:net").createServer().listen(0, "127.0.0.1", () => {
        writeSync(1, JSON.stringify({ port: server.address().port, inode: fstatSync(server._handle.fd).ino }));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    const { port, inode } = JSON.parse(said.toString()) as { port: number; inode: number };
    const address = { kind: "tcp", host: "127.0.0.1", port } as const;
    const read = async () => (await readAcceptQueues([{ inode, address }])).get(inode);
    expect(await read()).toBe(0);
    const sockets = [1, 2, 3].map(() => net.connect(port, "127.0.0.1"));
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
    await vi.waitFor(async () => expect(await read()).toBe(3), { timeout: 5_000 });
  },
);

test("a unix socket, whose queue the kernel does not tell, has none", async () => {
  const address = { kind: "unix", path: "/nowhere" } as const;
  expect([...(await readAcceptQueues([{ inode: 1, address }]))]).toEqual([]);
});
