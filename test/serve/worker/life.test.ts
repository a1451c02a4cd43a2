import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  type Clock,
  formatListenAddress,
  millis,
  parseListenAddress,
  systemClock,
} from "../../../src/core/index.ts";
import type {
  FromWorker,
  InheritedSocket,
  WorkerAssignment,
} from "../../../src/serve/channel/index.ts";
import { bindAll, type BoundSocket } from "../../../src/serve/sockets/index.ts";
import { WorkerLife } from "../../../src/serve/worker/index.ts";

const app = `
export default {
  fetch: () => new Response("hello"),
  async stop() {
    await new Promise((resolve) => setTimeout(resolve, 20));
    throw new Error("too late");
  },
};
`;

/** A worker in the test's own process: what it says and how it ends is recorded, time is moved by hand. */
class Stage {
  readonly said: FromWorker[] = [];
  readonly reports: string[] = [];
  readonly exits: number[] = [];
  /** What the worker waits for, and for how long. */
  readonly waits: { delay: number; wake: () => void }[] = [];
  /** Called before a message counts as sent. */
  beforeSent: (message: FromWorker) => void | Promise<void> = () => {};
  readonly life: WorkerLife;
  readonly #folder: string = mkdtempSync(join(tmpdir(), "landfall-"));

  constructor(text: string = app) {
    onTestFinished(() => rmSync(this.#folder, { recursive: true }));
    writeFileSync(join(this.#folder, "app.mjs"), text);
    const after: Clock["after"] = (delay, wake) => {
      this.waits.push({ delay, wake });
      return () => {};
    };
    this.life = new WorkerLife({
      clock: {
        now: systemClock.now,
        after,
        sleep: (delay) => new Promise((resolve) => void after(delay, resolve)),
      },
      folder: this.#folder,
      send: async (message) => {
        this.said.push(message);
        await this.beforeSent(message);
      },
      report: (text) => void this.reports.push(text),
      usage: () => ({ memory: 64_000_000, cpuTime: 5 }),
      exit: (code) => void this.exits.push(code),
    });
  }

  start(sockets: readonly InheritedSocket[] = []): void {
    const server = { server: "node", serverOption: [] };
    const seen = { accessLog: "off", profile: "", logLevel: "info", logFormat: "text", static: [] };
    const door = { maintenancePage: "", maintenanceAllow: [], maintenanceRetryAfter: millis(0) };
    const settings = { app: "app.mjs", stripTypes: false, ...server, ...seen, ...door };
    const assignment: WorkerAssignment = {
      id: 0,
      generation: 1,
      sockets,
      settings: { ...settings, lingerTimeout: millis(0), backlog: 16 },
    };
    this.life.hear({ kind: "start", assignment });
  }

  /** Waits until it has said this. */
  async says(kind: FromWorker["kind"]): Promise<void> {
    await vi.waitFor(() => expect(this.said.map((message) => message.kind)).toContain(kind));
  }

  async ends(): Promise<number[]> {
    await vi.waitFor(() => expect(this.exits).not.toEqual([]));
    return this.exits;
  }
}

async function bind(address = "127.0.0.1:0"): Promise<BoundSocket> {
  const options = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
  const [socket] = await bindAll([parseListenAddress(address)], options);
  return socket!;
}

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
