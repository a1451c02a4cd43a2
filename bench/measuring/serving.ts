/** A competitor that serves: started in a session of its own, awaited until its answer is right, ended with all it has. */

import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { ListenAddress } from "../../src/core/index.ts";
import type { AppName, Competitor, Place } from "../competitors/contract.ts";
import { placed, type Placement } from "./cores.ts";
import { askOnce, type RequestKind } from "./request.ts";
import { endFamily } from "./family.ts";

/** How a competitor is to serve. */
export interface ServeOrder {
  readonly app: AppName;
  readonly workers: number;
  readonly listen: ListenAddress["kind"];
  readonly placement: Placement;
  /** Where its npm package is installed. */
  readonly installed: string;
}

/** A server that runs; disposing kills all its processes and removes its folder. */
export interface Serving extends AsyncDisposable {
  readonly place: Place;
  /** The first process; it leads a session. */
  readonly pid: number;
  /** The end of what it has written on stdout and stderr. */
  readonly said: () => string;
}

const startLimit = 20_000;
const pollEvery = 20;
const saidLimit = 2_000;
const lowestPort = 12_000;
const highestPort = 32_000;

/** The servers that run, for whoever is interrupted. */
const running = new Set<AsyncDisposable>();

/** Ends whatever serves. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((serving) => serving[Symbol.asyncDispose]()));
}

/** Starts a competitor without waiting for it. */
export async function startServing(competitor: Competitor, order: ServeOrder): Promise<Serving> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-bench-")));
  const { app, workers, installed } = order;
  const place = { target: await findTarget(order.listen, folder), app, workers, installed, folder };
  const { argv, env } = competitor.start(place);
  const [program, ...args] = placed(argv, "server", order.placement);
  const child = spawn(program, args, {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: folder, NODE_ENV: "production", ...env },
  });
  let said = "";
  const hear = (chunk: Buffer): void => void (said = (said + chunk.toString()).slice(-saidLimit));
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  child.on("error", (error) => hear(Buffer.from(error.message)));
  const pid = child.pid ?? 0;
  const serving: Serving = {
    place,
    pid,
    said: () => said,
    async [Symbol.asyncDispose]() {
      running.delete(serving);
      if (pid > 0) await endFamily(pid);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  running.add(serving);
  return serving;
}

/** Resolves when the answer is right; rejects with what was wrong with the last one. */
export async function awaitAnswer(serving: Serving, request: RequestKind): Promise<void> {
  const deadline = performance.now() + startLimit;
  for (;;) {
    try {
      return await askOnce(serving.place.target, request);
    } catch (error) {
      if (performance.now() > deadline) {
        const said = serving.said().trim().split("\n").slice(-5).join(" | ");
        throw new Error(`${(error as Error).message}${said && `; it said: ${said}`}`, {
          cause: error,
        });
      }
      await pause(pollEvery);
    }
  }
}

async function findTarget(kind: ListenAddress["kind"], folder: string): Promise<ListenAddress> {
  if (kind === "unix") return { kind, path: join(folder, "app.sock") };
  return { kind, host: "127.0.0.1", port: await findPort() };
}

/**
 * A free port below those that the system hands out by itself: foreign servers cannot be told to take any, and one that
 * was handed out and given back may be somebody else's a moment later.
 */
async function findPort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowestPort, highestPort);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
