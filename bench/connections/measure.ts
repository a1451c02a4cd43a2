/** Starts a server with its workers on one core, loads it from the other, and counts what all its processes take. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { load, type Measure } from "../hello/measure.ts";
import { cpuSecondsOf, pidsBelow } from "../measures/process-tree.ts";

const warmUpSeconds = 1;

/** Measures one server of several processes. */
export const measureTree: Measure = async ({ file, args }, request, seconds) => {
  const command = ["-c", "0", process.execPath, file, ...args];
  const server = spawn("taskset", command, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(server, "close");
  try {
    const port = await readPort(server);
    const pids = pidsBelow(server.pid ?? 0);
    await load(port, request, warmUpSeconds);
    const before = cpuSecondsOf(pids);
    const done = await load(port, request, seconds);
    const cpu = cpuSecondsOf(pids) - before;
    return { perSecond: Math.round(done / seconds), perCpuSecond: Math.round(done / cpu) };
  } finally {
    server.kill("SIGTERM");
    await ended;
  }
};

async function readPort(server: ChildProcess): Promise<number> {
  if (server.stderr === null) throw new Error("no stderr");
  const said: string[] = [];
  const lines = createInterface(server.stderr);
  for await (const line of lines) {
    said.push(line);
    const [, port] = /Listening on http:\S+:(\d+)\//.exec(line) ?? [];
    if (port === undefined) continue;
    server.stderr.resume();
    return Number(port);
  }
  throw new Error(`the server ended before it listened:\n${said.join("\n")}`);
}
