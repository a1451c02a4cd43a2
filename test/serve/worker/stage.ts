/** A worker in the process of its test. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { type Clock, millis, parseListenAddress, systemClock } from "../../../src/core/index.ts";
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
export class Stage {
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

  start(sockets: readonly InheritedSocket[] = [], more: Record<string, unknown> = {}): void {
    const server = { server: "node", serverOption: [] };
    const seen = {
      accessLog: "off",
      profile: "",
      logLevel: "info",
      logFormat: "text",
      static: [],
      adminListen: "",
      healthPath: "",
    };
    const door = { maintenancePage: "", maintenanceAllow: [], maintenanceRetryAfter: millis(0) };
    const settings = { app: "app.mjs", stripTypes: false, ...server, ...seen, ...door };
    const assignment: WorkerAssignment = {
      id: 0,
      generation: 1,
      sockets,
      settings: { ...settings, lingerTimeout: millis(0), backlog: 16, ...more },
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

/** A bound socket, which the worker takes over and closes. */
export async function bind(address = "127.0.0.1:0"): Promise<BoundSocket> {
  const options = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
  const [socket] = await bindAll([parseListenAddress(address)], options);
  return socket!;
}
