/** What is proved: anything that serves the proof's app and can be reloaded. The real one is a `landfall serve`. */

import type { ListenAddress } from "../../src/core/index.ts";
import { writeVersion } from "./app-version.ts";
import { pidsWithVersion, readJournals, type WorkerJournal } from "./journal.ts";
import type { LandfallProcess } from "./landfall-process.ts";
import { survivors } from "./process-table.ts";

/** How a reload went. */
export interface ReloadResult {
  readonly exitCode: number | undefined;
  readonly output: string;
}

/** A server under proof. */
export interface Subject {
  readonly address: ListenAddress;
  /** What is under load besides, e.g. the ports of other workers. */
  readonly others?: readonly ListenAddress[];
  /** Puts a version in place and reloads; resolves when the reload has returned. */
  reload(version: number): Promise<ReloadResult>;
  /** The pids that have loaded a version. */
  pidsWithVersion(version: number): Promise<readonly number[]>;
  /** The pids that the server itself says are ready. */
  readyPids(): Promise<readonly number[]>;
  /** Those of the pids that are still there after a time. */
  survivors(pids: readonly number[], limit: number): Promise<readonly number[]>;
  journals(): Promise<readonly WorkerJournal[]>;
}

/** A running `landfall serve` as the subject of a proof. */
export function toSubject(
  server: LandfallProcess,
  address: ListenAddress,
  others: readonly ListenAddress[] = [],
): Subject {
  return {
    address,
    others,
    async reload(version) {
      await writeVersion(server.folder, version);
      const { exitCode, stderr } = await server.command("reload");
      return { exitCode, output: stderr };
    },
    pidsWithVersion: (version) => pidsWithVersion(server.folder, version),
    readyPids: () => server.readyPids(),
    survivors,
    journals: () => readJournals(server.folder),
  };
}
