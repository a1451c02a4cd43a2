/** `landfall status`: what the running master and each of its workers are doing. */

import { formatDuration, millis } from "../../core/index.ts";
import type { KillStatus, MasterStatus, WorkerStatus } from "../../serve/supervisor/index.ts";
import { type Command, defineCommand, jsonFlag } from "./contract.ts";
import { formatTable } from "../table.ts";
import { controlTable, openControl } from "../control.ts";

/** Prints the running master's state. */
export const status: Command<"status"> = defineCommand({
  name: "status",
  summary: "Show the running master, its addresses and its workers.",
  settings: controlTable,
  flags: [jsonFlag],
  run: async (call) => {
    const facts = await (await openControl(call)).status();
    const isJson = call.flags["json"] === true;
    call.terminal.out(isJson ? JSON.stringify(facts) : formatStatus(facts));
    return 0;
  },
});

const columns = [
  "worker",
  "pid",
  "generation",
  "state",
  "age",
  "connections",
  "in flight",
  "requests",
  "refused",
  "memory",
];

function formatStatus(facts: MasterStatus): string {
  const uptime = toSeconds(facts.uptime);
  return [
    `master ${facts.pid} ${facts.phase}, generation ${facts.generation}, up ${uptime}`,
    ...(facts.stem === undefined
      ? []
      : [`started as process ${facts.stem}, which keeps the sockets`]),
    `app ${facts.app} in ${facts.folder}`,
    `listening on ${facts.addresses.join(", ")}`,
    ...(facts.lastError === undefined ? [] : [`last error: ${facts.lastError}`]),
    ...facts.kills.map((kill) => `killed: ${describeKill(kill)}`),
    ...(facts.parked === undefined ? [] : [`stopped: reload brings ${facts.parked} workers back`]),
    "",
    formatTable([columns, ...facts.workers.map(toCells)]),
  ].join("\n");
}

function toCells(worker: WorkerStatus): string[] {
  const { id, pid, generation, state, age, connections, inFlight, requests, refused } = worker;
  const counts = [connections, inFlight, requests, refused ?? "-"].map(String);
  const numbers = [...counts, toMegabytes(worker.memory)];
  return [String(id), String(pid ?? "-"), String(generation), state, toSeconds(age), ...numbers];
}

function describeKill({ at, id, pid, generation, reason, age, memory, route }: KillStatus): string {
  const last = route === undefined ? "" : `, last request ${route}`;
  const facts = `generation ${generation}, ${toSeconds(age)} old, ${toMegabytes(memory)}${last}`;
  return `${at} worker ${id} (pid ${pid ?? "-"}): ${reason} (${facts})`;
}

function toMegabytes(memory: number): string {
  return memory === 0 ? "-" : `${Math.round(memory / 2 ** 20)}mb`;
}

function toSeconds(duration: number): string {
  return formatDuration(millis(Math.round(duration / 1_000) * 1_000)).replace(/^0ms$/, "0s");
}
