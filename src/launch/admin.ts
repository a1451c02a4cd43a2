/** The admin address (`--admin-listen`): bound with the others, answered by the master from what it knows. */

import type { Settings } from "../config/index.ts";
import {
  type Clock,
  formatListenAddress,
  type Logger,
  type Millis,
  parseListenAddress,
  toMessage,
  toUrl,
} from "../core/index.ts";
import {
  type AdminPages,
  type AdminPlace,
  type AdminServer,
  formatExposition,
  judgeLife,
  judgeReadiness,
  type ServiceFacts,
  ServiceTally,
  startAdminServer,
  toFamilies,
} from "../serve/observe/index.ts";
import {
  bindAll,
  type BoundSocket,
  explainListenError,
  identifySocket,
  readAcceptQueues,
  removeOwn,
} from "../serve/sockets/index.ts";
import {
  killReasons,
  type MasterStatus,
  type MasterWatcher,
  reloadOutcomes,
  restartReasons,
  workerStates,
} from "../serve/supervisor/index.ts";

/** What binding needs. */
export interface AdminBinding {
  readonly settings: Pick<Settings, "adminListen">;
  readonly clock: Clock;
  /** How long a taken address is tried again. */
  readonly patience: Millis;
  /** The public sockets. */
  readonly beside: readonly BoundSocket[];
}

/** What answering needs. */
export interface AdminCall {
  /** The public ones. */
  readonly sockets: readonly BoundSocket[];
  /** The admin address; empty for none. */
  readonly adminSockets: readonly BoundSocket[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Landfall's own. */
  readonly version: string;
  status(): MasterStatus;
}

/** The admin address at work. */
export interface Admin {
  /** Counts; absent when nobody asks. */
  readonly watcher: MasterWatcher | undefined;
  /** Begins to answer; rejects when the address cannot be listened on. */
  start(): Promise<void>;
  close(): void;
}

/** Whoever may connect to a unix socket may read what the master knows. */
const adminMode = 0o600;

/** Binds the admin address, before root is given up; nothing when there is none. */
export async function bindAdmin(binding: AdminBinding): Promise<readonly BoundSocket[]> {
  const { settings, ...options } = binding;
  if (settings.adminListen === "") return [];
  const address = parseListenAddress(settings.adminListen);
  return bindAll([address], { ...options, unixMode: adminMode });
}

/** Answers on the admin address until it is closed. */
export function createAdmin(call: AdminCall): Admin {
  const { adminSockets, sockets } = call;
  if (adminSockets.length === 0)
    return { watcher: undefined, start: async () => {}, close: () => {} };
  const tally = new ServiceTally();
  const startedAt = Date.now() / 1_000;
  const files = adminSockets.flatMap(({ file }) => {
    return file === undefined ? [] : [{ file, own: identifySocket(file) }];
  });
  let server: AdminServer | undefined;
  return {
    watcher: tally,
    start: async () => {
      try {
        server = await startAdminServer(toPages(call, { tally, startedAt }), toPlace(call));
      } catch (error) {
        for (const socket of sockets) socket.close();
        const addresses = adminSockets.map(({ address }) => formatListenAddress(address));
        throw explainListenError(error, addresses.join(", "));
      }
      announce(call);
    },
    // The server owns the descriptors and closes them; the files are left to us.
    close: () => {
      for (const { file, own } of files) removeOwn(file, own);
      server?.close();
    },
  };
}

function toPages(
  call: AdminCall,
  { tally, startedAt }: { readonly tally: ServiceTally; readonly startedAt: number },
): AdminPages {
  return {
    metrics: async () => {
      const facts = { ...gatherFacts(call), startedAt };
      return formatExposition(toFamilies(tally, facts));
    },
    life: () => judgeLife(toState(call.status())),
    readiness: () => judgeReadiness(toState(call.status())),
    detail: () => toDetail(call.status()),
  };
}

function toPlace({ adminSockets, clock, logger }: AdminCall): AdminPlace {
  return {
    clock,
    descriptors: adminSockets.map(({ fd }) => fd),
    report: (error) => logger.error(`admin address: ${toMessage(error)}`, { err: error }),
  };
}

function announce({ adminSockets, logger }: AdminCall): void {
  for (const { address } of adminSockets) {
    logger.info(`admin address ${toUrl(address)} (/metrics, /livez, /readyz)`);
    if (address.kind === "unix" || isLoopback(address.host)) continue;
    const name = formatListenAddress(address);
    logger.warn(`the admin address ${name} can be reached from other machines, without a password`);
  }
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}

function toState({ phase, target, workers }: MasterStatus) {
  return { phase, target, states: workers.map(({ state }) => state) };
}

function toDetail({ phase, generation, target, uptime, workers }: MasterStatus): unknown {
  return {
    phase,
    generation,
    uptime,
    target,
    workers: workers.map(({ id, generation: own, state, age }) => {
      return { id, generation: own, state, age };
    }),
  };
}

function gatherFacts(call: AdminCall): Omit<ServiceFacts, "startedAt"> {
  const { sockets, version } = call;
  const queues = readAcceptQueues();
  const status = call.status();
  const state = toState(status);
  const { user, system } = process.cpuUsage();
  return {
    version,
    node: process.versions.node,
    isReady: judgeReadiness(state).isWell,
    generation: status.generation,
    target: status.target,
    states: state.states,
    words: {
      states: workerStates,
      restarts: restartReasons,
      kills: killReasons,
      reloads: reloadOutcomes,
    },
    acceptQueues: sockets.flatMap(({ address, inode }) => {
      const length = queues.get(inode);
      return length === undefined ? [] : [{ address: formatListenAddress(address), length }];
    }),
    memory: process.memoryUsage.rss(),
    cpu: { user: user / 1e6, system: system / 1e6 },
  };
}
