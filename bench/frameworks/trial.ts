/** The trial of a build: it answers, is reloaded under light load without a loss, and stops cleanly. */

import { setTimeout as pause } from "node:timers/promises";

import { survivors } from "../reload/process-table.ts";
import { createClient, type Route, routes } from "./client.ts";
import { Served } from "./served.ts";

/** What came out. */
export interface Trial {
  readonly requests: number;
  /** Milliseconds from the command to its return. */
  readonly reloadTime: number;
  /** Everything that was wrong; empty where nothing was. */
  readonly faults: readonly string[];
}

/** How long the clients ask before and after the reload, in milliseconds. */
const quiet = 1_500;
const clientsPerRoute = 2;
const leaveLimit = 2_000;

/** Serves the build with two workers and tries it. */
export async function tryBuild(folder: string, app: string): Promise<Trial> {
  await using served = await Served.start(folder, app);
  const before = await readyPids(served);
  const load = startLoad(served.url);
  await pause(quiet);
  const startedAt = performance.now();
  await served.reload();
  const reloadTime = Math.round(performance.now() - startedAt);
  await pause(quiet);
  await load.stop();
  const after = await readyPids(served);
  const { generation } = await served.status();
  const exitCode = await served.stop();
  const left = await survivors([...before, ...after], leaveLimit);
  const faults = [...load.losses];
  const expect = (holds: boolean, fault: string): void => void (holds || faults.push(fault));
  expect(generation === 2, `generation ${generation}`);
  expect(before.length === 2 && after.length === 2, `workers ${before} and ${after}`);
  expect(!after.some((pid) => before.includes(pid)), `kept ${before} and ${after}`);
  for (const pids of [before, after]) {
    expect(
      pids.some((pid) => load.pids.has(pid)),
      `none of ${pids} answered`,
    );
  }
  expect(exitCode === 0, `stopped with ${exitCode ?? "a signal, or not at all"}`);
  expect(left.length === 0, `still there: ${left}`);
  return { requests: load.requests(), reloadTime, faults };
}

async function readyPids(served: Served): Promise<number[]> {
  const { workers } = await served.status();
  return workers.filter(({ state }) => state === "ready").map(({ pid }) => pid);
}

interface Load {
  readonly losses: readonly string[];
  readonly pids: ReadonlySet<number>;
  requests(): number;
  /** Lets each client finish its request. */
  stop(): Promise<void>;
}

function startLoad(url: string): Load {
  const losses: string[] = [];
  const pids = new Set<number>();
  let requests = 0;
  let isOver = false;
  const run = async (route: Route): Promise<void> => {
    using client = createClient(url);
    while (!isOver) {
      try {
        pids.add(await client.ask(route));
        requests += 1;
      } catch (error) {
        losses.push(`${route}: ${(error as Error).message}`);
      }
      await pause(10);
    }
  };
  const all = routes.flatMap((route) => Array.from({ length: clientsPerRoute }, () => run(route)));
  const stop = async (): Promise<void> => {
    isOver = true;
    await Promise.all(all);
  };
  return { losses, pids, requests: () => requests, stop };
}
