import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { millis } from "../../../src/core/durations.ts";
import { parseAcceptQueues, readAcceptQueues } from "../../../src/serve/sockets/accept-queue.ts";
import { bindAll } from "../../../src/serve/sockets/bind.ts";

test("of the kernel's table only listening sockets are taken, each with its queue", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:0000002A 00:00000000 00000000     0        0 111 1 0",
    "   1: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 222 1 0",
    "   2: 0100007F:1F90 0100007F:B0A2 01 00000000:00000007 00:00000000 00000000     0        0 333 1 0",
    "   3: 0100007F:1F90",
    "",
  ].join("\n");
  expect(parseAcceptQueues(table)).toEqual([
    [111, 42],
    [222, 0],
  ]);
});

test.runIf(process.platform === "linux").each(["127.0.0.1", "::1"])(
  "a socket that listens is found by its inode, one that is only bound is not, on %s",
  async (host) => {
    const plan = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
    const [socket] = await bindAll([{ kind: "tcp", host, port: 0 }], plan);
    expect(readAcceptQueues().get(socket!.inode)).toBeUndefined();
    const server = net.createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen({ fd: socket!.fd }, resolve));
    expect(readAcceptQueues().get(socket!.inode)).toBe(0);
  },
);
