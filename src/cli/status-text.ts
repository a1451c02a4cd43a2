/** A master's status as a person reads it: the workers as a table, what is rarer in lines below. */

import { escapeControls, formatDuration, millis } from "../core/index.ts";
import type {
  KillStatus,
  ListenerStatus,
  MasterStatus,
  ReloadStatus,
  RestartCounts,
  WorkerStatus,
} from "../serve/supervisor/index.ts";
import { formatTable } from "./table.ts";

/** The whole page; a column in which every worker has nothing is left out. */
export function formatStatus(facts: MasterStatus): string {
  const { kills, lastError, restarts, reloads } = facts;
  const below = [
    ...(Object.keys(restarts).length === 0 ? [] : [`replaced: ${formatCounts(restarts)}`]),
    ...reloads.map((reload) => `reload: ${describeReload(reload)}`),
    ...kills.map((kill) => `killed: ${describeKill(kill)}`),
    ...(lastError === undefined ? [] : [`last error: ${escapeControls(lastError)}`]),
  ];
  const page = [...describeMaster(facts), "", formatWorkers(facts)];
  return [...page, ...(below.length === 0 ? [] : ["", ...below])].join("\n");
}

function describeMaster(facts: MasterStatus): string[] {
  const { pid, phase, generation, memory, parked } = facts;
  const size = memory === 0 ? "" : `, ${toMegabytes(memory)}`;
  return [
    `master ${pid} ${phase}, generation ${generation}, up ${toSeconds(facts.uptime)}${size}`,
    ...(facts.stem === undefined
      ? []
      : [`started as process ${facts.stem}, which keeps the sockets`]),
    escapeControls(`app ${facts.app} in ${facts.folder}`),
    `listening on ${describeListeners(facts)}`,
    ...(parked === undefined ? [] : [`stopped: reload brings ${parked} workers back`]),
  ];
}

function describeListeners({ addresses, listeners }: MasterStatus): string {
  if (listeners.length === 0) return escapeControls(addresses.join(", "));
  const shared = listeners.filter(({ worker }) => worker === undefined);
  if (shared.length === 0) return "an address for each worker";
  return shared.map(describeListener).join(", ");
}

function describeListener({ address, waiting = 0 }: ListenerStatus): string {
  return escapeControls(address) + (waiting === 0 ? "" : ` (${waiting} waiting)`);
}

/** A column; one that may be left out is, where every worker's cell is empty. */
interface Column {
  readonly name: string;
  readonly isOptional?: true;
  cell(worker: WorkerStatus, facts: MasterStatus): string;
}

const columns: readonly Column[] = [
  { name: "worker", cell: ({ id }) => String(id) },
  { name: "pid", cell: ({ pid }) => String(pid ?? "-") },
  { name: "gen", cell: ({ generation }) => String(generation) },
  { name: "state", cell: ({ state }) => state },
  { name: "age", cell: ({ age }) => toSeconds(age) },
  { name: "connections", cell: ({ connections }) => String(connections) },
  { name: "in flight", cell: ({ inFlight }) => String(inFlight) },
  { name: "requests", cell: ({ requests }) => String(requests) },
  { name: "refused", isOptional: true, cell: ({ refused = 0 }) => toCount(refused) },
  { name: "memory", cell: ({ memory }) => toMegabytes(memory) },
  { name: "cpu", cell: ({ cpu }) => `${Math.round(cpu * 100)}%` },
  { name: "replaced", isOptional: true, cell: ({ restarts }) => toCount(sum(restarts)) },
  { name: "listens on", isOptional: true, cell: (worker, facts) => describeOwn(worker, facts) },
];

function formatWorkers(facts: MasterStatus): string {
  const shown = columns.filter(({ isOptional, cell }) => {
    return isOptional !== true || facts.workers.some((worker) => cell(worker, facts) !== "");
  });
  const rows = facts.workers.map((worker) => shown.map(({ cell }) => cell(worker, facts)));
  return formatTable([shown.map(({ name }) => name), ...rows]);
}

function describeOwn({ id }: WorkerStatus, { listeners }: MasterStatus): string {
  const own = listeners.filter(({ worker }) => worker === id);
  return own.map(describeListener).join(", ");
}

function describeReload({ generation, outcome, at, took, reason }: ReloadStatus): string {
  const why = reason === undefined ? "" : `: ${escapeControls(reason)}`;
  return `${at} generation ${generation} ${outcome} after ${took} ms${why}`;
}

function describeKill({ at, id, pid, generation, reason, age, memory, route }: KillStatus): string {
  const last = route === undefined ? "" : `, last request ${escapeControls(route)}`;
  const facts = `generation ${generation}, ${toSeconds(age)} old, ${toMegabytes(memory)}${last}`;
  return `${at} worker ${id} (pid ${pid ?? "-"}): ${reason} (${facts})`;
}

function formatCounts(counts: RestartCounts): string {
  return Object.entries(counts)
    .map(([reason, count]) => `${count} by ${escapeControls(reason)}`)
    .join(", ");
}

function sum(counts: RestartCounts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

/** Nothing for none, so that the column can be left out. */
function toCount(count: number): string {
  return count === 0 ? "" : String(count);
}

function toMegabytes(memory: number): string {
  return memory === 0 ? "-" : `${Math.round(memory / 2 ** 20)}mb`;
}

function toSeconds(duration: number): string {
  return formatDuration(millis(Math.round(duration / 1_000) * 1_000)).replace(/^0ms$/, "0s");
}
