/** What a proof stands on: servers and loads that end with their test, whatever happens in it. */

import { setTimeout as pause } from "node:timers/promises";
import { afterEach } from "vitest";

import { LandfallProcess, type ServeOptions } from "../../bench/reload/landfall-process.ts";
import { startLoad, type Load } from "../../bench/reload/load.ts";
import { Tally } from "../../bench/reload/tally.ts";

/** A load and what its clients saw. */
export interface WatchedLoad extends Load {
  readonly tally: Tally;
}

/** Starts things that `afterEach` ends again. */
export interface Stage {
  serve(options?: Partial<ServeOptions>): Promise<LandfallProcess>;
  /** The full load on the server's first address; resolves when every worker may have had its share. */
  load(server: LandfallProcess): Promise<WatchedLoad>;
}

const pollEvery = 10;
const warmUp = 300;
const endLimit = 15_000;

/** Prepares a stage for the tests of one file. */
export function createStage(): Stage {
  const servers: LandfallProcess[] = [];
  const loads: Load[] = [];
  afterEach(async () => {
    // Servers first: a load on a server that hangs would wait for its answers.
    for (const server of servers.splice(0).toReversed()) await server[Symbol.asyncDispose]();
    await Promise.all(loads.splice(0).map((load) => load.stop()));
  }, endLimit);
  return {
    async serve(options) {
      const server = await LandfallProcess.start({ listen: () => ["127.0.0.1:0"], ...options });
      servers.push(server);
      return server;
    },
    async load(server) {
      const tally = new Tally();
      const load = startLoad(server.address, tally);
      loads.push(load);
      await eventually("the load runs", () => tally.requests >= warmUp);
      return { ...load, tally };
    },
  };
}

/** Waits for a condition; throws with its name after the limit. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limit = 5_000,
): Promise<void> {
  const deadline = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${limit} ms: ${what}`);
    await pause(pollEvery);
  }
}
