/** Starts each server on one core, loads it from the other with wrk, counts requests and CPU time; in turn, round by round. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import type { RequestKind, Subject } from "./subjects.ts";

/** How long and how often. */
export interface MeasurePlan {
  readonly seconds: number;
  readonly rounds: number;
  /** The folder of the server programs, and what they are told besides their own arguments. */
  readonly servers?: string;
  readonly args?: readonly string[];
  /** How a server is measured; one process of `servers/` where nothing is said. */
  readonly measure?: Measure;
}

/** Starts a server, loads it for some seconds after it got warm, and ends it. */
export type Measure = (
  subject: Subject,
  request: RequestKind,
  seconds: number,
) => Promise<Pick<Figure, "perSecond" | "perCpuSecond">>;

/** One measurement. */
export interface Figure {
  readonly subject: string;
  readonly round: number;
  readonly perSecond: number;
  /** Requests per second of the server's own CPU time. */
  readonly perCpuSecond: number;
}

const run = promisify(execFile);
/** USER_HZ: the unit of times in /proc, proc(5). */
const ticksPerSecond = 100;
const connections = 32;
const warmUpSeconds = 1;
/** Code is compiled by use, so a busy machine warms up for longer: CPU time, and how often to try for it. */
const warmUpTicks = 100;
const mostWarmUps = 8;

/** Measures every subject once a round, in an order that turns. */
export async function measureAll(
  subjects: readonly Subject[],
  request: RequestKind,
  plan: MeasurePlan,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    const order = subjects.map(
      (_, index) => subjects[(index + round) % subjects.length] as Subject,
    );
    for (const subject of order) {
      const measured =
        plan.measure === undefined
          ? await measureOne(subject, request, plan)
          : await plan.measure(subject, request, plan.seconds);
      figures.push({ subject: subject.name, round, ...measured });
      process.stderr.write(
        `${request.name}, round ${round + 1}: ${subject.name} ${measured.perSecond}/s\n`,
      );
    }
  }
  return figures;
}

async function measureOne(
  subject: Subject,
  request: RequestKind,
  { seconds, servers = join(import.meta.dirname, "servers"), args = [] }: MeasurePlan,
): Promise<Pick<Figure, "perSecond" | "perCpuSecond">> {
  const file = join(servers, subject.file);
  const program = [process.execPath, file, ...subject.args, ...args];
  const server = spawn("taskset", ["-c", "0", ...program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const { port, pid } = await readPlace(server);
    for (let turn = 0; turn < mostWarmUps && cpuTicks(pid) < warmUpTicks; turn += 1) {
      await load(port, request, warmUpSeconds);
    }
    const before = cpuTicks(pid);
    const done = await load(port, request, seconds);
    const ticks = cpuTicks(pid) - before;
    return {
      perSecond: Math.round(done / seconds),
      perCpuSecond: Math.round((done * ticksPerSecond) / ticks),
    };
  } finally {
    const ended = once(server, "close");
    server.kill("SIGTERM");
    await ended;
  }
}

/** The program prints its port and, when another process than its own serves, that one's id. */
async function readPlace(
  server: ChildProcess,
): Promise<{ readonly port: number; readonly pid: number }> {
  if (server.stdout === null) throw new Error("no stdout");
  for await (const line of createInterface(server.stdout)) {
    const [port, pid = server.pid] = line.split(" ").map(Number);
    return { port: port ?? 0, pid: pid ?? 0 };
  }
  throw new Error("the server ended before it listened");
}

/** Runs wrk; resolves with the number of requests answered, and throws when any was not answered well. */
export async function load(port: number, request: RequestKind, seconds: number): Promise<number> {
  const { headers, path = "/", isRefused = false } = request;
  const fields = headers.flatMap((header) => ["-H", header]);
  const options = ["-t1", `-c${connections}`, `-d${seconds}s`, ...fields];
  const url = `http://127.0.0.1:${port}${path}`;
  const { stdout } = await run("taskset", ["-c", "1", "wrk", ...options, url]);
  const done = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  if (stdout.includes("Socket errors") || refused !== (isRefused ? done : 0)) {
    throw new Error(stdout);
  }
  return done;
}

function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return Number(fields[11]) + Number(fields[12]);
}
