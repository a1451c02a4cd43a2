/** All workers killed at once under the full load: the queue of connections waits for their successors. */

import { expect, it } from "vitest";

import { readJournals } from "../../bench/reload/journal.ts";
import { workerCount } from "../../bench/reload/landfall-process.ts";
import { killNow } from "../../bench/reload/process-table.ts";
import { chargeLoss, judgePosts } from "../../bench/reload/verdict.ts";
import { wasAccepted } from "./acceptance.ts";
import { createStage, eventually } from "./stage.ts";

const stage = createStage();

it("[B6] kill -9 of all workers refuses nobody and cuts only what they had accepted", async () => {
  const server = await stage.serve();
  const { tally, stop } = await stage.load(server);
  const killed = await server.readyPids();
  expect(killed).toHaveLength(workerCount);

  for (const pid of killed) killNow(pid);
  const isNew = (pid: number): boolean => !killed.includes(pid);
  await eventually("two new workers answer", () => {
    const pids = [...(tally.sightings.get(1) ?? [])];
    return pids.filter(isNew).length === workerCount;
  });
  const { workers, generation } = await server.status();
  await stop();

  const journals = await readJournals(server.folder);
  const ofKilled = journals.filter(({ pid }) => killed.includes(pid));
  const cut = tally.losses.filter(({ failure }) =>
    ["reset", "closed", "truncated"].includes(failure.kind),
  );
  expect(tally.losses.filter((loss) => !cut.includes(loss)).map(chargeLoss)).toEqual([]);
  const unexplained = cut.filter((loss) => !wasAccepted(loss, ofKilled));
  expect(unexplained.map(chargeLoss).slice(killed.length)).toEqual([]);
  expect(judgePosts(tally.posts, journals)).toEqual([]);
  expect(workers.map(({ id }) => id).toSorted()).toEqual([0, 1]);
  expect(workers.every(({ pid }) => isNew(pid))).toBe(true);
  expect(generation).toBe(1);
}, 20_000);
