/** The master told to stop under the full load: what was accepted is answered. */

import { expect, it } from "vitest";

import { readJournals } from "../../bench/reload/journal.ts";
import { survivors } from "../../bench/reload/process-table.ts";
import { chargeLoss, judgePosts } from "../../bench/reload/verdict.ts";
import { wasAccepted } from "./acceptance.ts";
import { createStage } from "./stage.ts";

const stage = createStage();

it("[B6] TERM under load answers everything that was accepted and exits 0", async () => {
  const server = await stage.serve();
  const { tally, stop } = await stage.load(server);
  const pids = await server.readyPids();

  const { exitCode } = await server.endedBy("SIGTERM");
  await stop();

  expect(exitCode).toBe(0);
  expect(await survivors(pids, 0)).toEqual([]);
  const journals = await readJournals(server.folder);
  const accepted = tally.losses.filter((loss) => wasAccepted(loss, journals));
  expect(accepted.map(chargeLoss)).toEqual([]);
  const kinds = new Set(tally.losses.map(({ failure }) => failure.kind));
  expect([...kinds].filter((kind) => kind !== "refused" && kind !== "reset")).toEqual([]);
  expect(judgePosts(tally.posts, journals)).toEqual([]);
}, 20_000);
