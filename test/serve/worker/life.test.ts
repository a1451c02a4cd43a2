import { once } from "node:events";
import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { formatListenAddress, millis } from "../../../src/core/index.ts";
import { bind, Stage } from "./stage.ts";

function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => resolve((socket.destroy(), false)));
    socket.once("error", () => resolve(true));
  });
}

test("a descriptor that is not the master's socket is refused by its address", async () => {
  const stage = new Stage();
  const { fd, inode, address, close } = await bind();
  onTestFinished(close);
  stage.start([{ fd, inode: inode + 1, address }]);
  expect(await stage.ends()).toEqual([1]);
  expect(stage.said).toMatchObject([{ kind: "failed", problem: { code: "SOCKET_NOT_INHERITED" } }]);
});

test("an address that another program took between bind and listen is in use", async () => {
  const stage = new Stage();
  const { fd, inode, address } = await bind();
  const other = await bind(formatListenAddress(address));
  const server = net.createServer().listen({ fd: other.fd });
  await once(server, "listening");
  onTestFinished(() => void server.close());
  stage.start([{ fd, inode, address }]);
  expect(await stage.ends()).toEqual([1]);
  expect(stage.said).toMatchObject([{ kind: "failed", problem: { code: "PORT_IN_USE" } }]);
});

test("a worker that says it has stopped accepting has stopped", async () => {
  const stage = new Stage();
  // The worker's server takes the descriptor over and closes it; closing the handle too would close it twice.
  const { fd, inode, address } = await bind();
  const port = address.kind === "tcp" ? address.port : 0;
  const refused: boolean[] = [];
  stage.beforeSent = async ({ kind }) => {
    if (kind === "ready" || kind === "stopped-accepting") refused.push(await isRefused(port));
  };
  stage.start([{ fd, inode, address }]);
  await stage.says("beat");
  stage.life.hear({ kind: "drain", delay: millis(0) });
  await stage.ends();
  expect(refused).toEqual([false, true]);
});

test("a worker beats again and again until it leaves", async () => {
  const stage = new Stage();
  stage.start();
  await stage.says("beat");
  for (let beat = 1; beat <= 3; beat += 1) {
    expect(stage.said.filter(({ kind }) => kind === "beat")).toHaveLength(beat);
    expect(stage.waits).toHaveLength(beat);
    expect(stage.waits.at(-1)?.delay).toBe(1_000);
    stage.waits.at(-1)?.wake();
  }
});

test("a drain begins after its delay, waits for stop() and tells what it threw", async () => {
  const stage = new Stage();
  stage.start();
  await stage.says("beat");
  stage.life.hear({ kind: "drain", delay: millis(700) });
  expect(stage.said.map(({ kind }) => kind)).not.toContain("stopped-accepting");
  expect(stage.waits.at(-1)?.delay).toBe(700);
  stage.waits.at(-1)?.wake();
  expect(await stage.ends()).toEqual([0]);
  expect(stage.said.map(({ kind }) => kind)).toContain("stopped-accepting");
  expect(stage.reports).toEqual(["error: stop() failed: too late"]);
});

test("a worker without a master leaves after a second, whatever holds it", async () => {
  const stage = new Stage(`await new Promise(() => {});`);
  stage.start();
  stage.life.orphan();
  expect(stage.waits.map(({ delay }) => delay)).toEqual([1_000]);
  stage.waits[0]?.wake();
  expect(stage.exits).toContain(1);
});

test("a worker that is terminated before it serves leaves at once", async () => {
  const stage = new Stage(`await new Promise(() => {});`);
  stage.start();
  stage.life.terminate();
  expect(stage.exits).toEqual([0]);
});
