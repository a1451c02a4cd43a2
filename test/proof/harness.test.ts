/** The proof itself under proof: it acquits an honest server and catches each planted fault. */

import { describe, expect, it } from "vitest";

import { prove, type Proof } from "../../bench/reload/prove.ts";
import type { ChargeKind } from "../../bench/reload/verdict.ts";
import { startFake, type Fault } from "./fake-subject.ts";

const catches: [Fault, ChargeKind, RegExp][] = [
  ["resets-some", "request-lost", /reset while waiting/],
  ["truncates-some", "request-lost", /truncated while reading/],
  ["fails-some", "request-lost", /status .*502/],
  ["mixes-answers-up", "request-lost", /content .*another/],
  ["answers-wrong-digest", "request-lost", /content /],
  ["doubles-posts", "post-doubled", /came 2 times/],
  ["forgets-posts", "post-missing", /post0-0/],
  ["alters-posts", "post-altered", /post0-0/],
  ["keeps-a-pid", "worker-kept", /11/],
  ["skips-a-version", "version-unseen", /^3$/],
  ["serves-old-version", "request-lost", /stale .*version 2 was ready got version 1/],
  ["leaves-a-worker", "worker-left-behind", /12/],
  ["loses-a-worker", "workers-miscounted", /22/],
  ["misreports", "status-wrong", /11, 12 for/],
  ["fails-to-reload", "reload-failed", /planted/],
  ["cuts-old-connections", "request-lost", /half-body-2: (closed|reset)/],
  ["cuts-streams", "request-lost", /stream-2: truncated/],
];

const mustBeAnswered = ["half-body", "half-header", "silent", "stream"].map(
  (name) => `${name} answered`,
);

describe.concurrent("the reload proof", () => {
  it("acquits an honest server", async () => {
    const { charges, reloads, tally } = await proveFake();
    expect(charges).toEqual([]);
    expect(reloads.length).toBeGreaterThanOrEqual(3);
    expect(tally.requests).toBeGreaterThan(0);
    const straddles = [...tally.straddles.keys()];
    expect(straddles).toEqual(expect.arrayContaining(mustBeAnswered));
    expect(straddles.filter((name) => !name.startsWith("late")).length).toBe(4);
  });

  it("wants its number of reloads", async () => {
    const { charges } = await proveFake(undefined, 1_000);
    expect(charges.map(({ kind }) => kind)).toEqual(["too-few-reloads"]);
  });

  it.each(catches)("catches a server that %s", async (fault, kind, detail) => {
    const { charges } = await proveFake(fault);
    const found = charges.filter((charge) => charge.kind === kind);
    expect(found.map((charge) => charge.detail).join("\n")).toMatch(new RegExp(detail.source, "m"));
  });
});

async function proveFake(fault?: Fault, minimumReloads = 3): Promise<Proof> {
  await using fake = await startFake(fault);
  const plan = { quiet: 50, reloading: 500, linger: fake.linger, minimumReloads };
  return await prove(fake, { ...plan, load: { posting: 2, getting: 2 } });
}
