import { afterAll, expect, it } from "vitest";
import { attack, expectCalm, startTarget } from "./fuzz.ts";

/** What would have ended a worker. */
const uncaught: unknown[] = [];
const catchAll = (error: unknown): void => void uncaught.push(error);
process.on("uncaughtException", catchAll).on("unhandledRejection", catchAll);
afterAll(() => {
  process.off("uncaughtException", catchAll).off("unhandledRejection", catchAll);
});

/** For a long form raise this one; each seed is a hundred connections, always the same ones. */
const seeds = Array.from({ length: 8 }, (_, index) => index);
const allowed = [/^Error: the app's$/, /^AbortError: The client left/];

it.each(seeds)(
  "[A17] hostile bytes in every piece and way to leave end nothing but their own connection (seed %i)",
  async (seed) => {
    const statuses = new Set<number>();
    const note = ({ status }: { readonly status: number }): void => void statuses.add(status);
    await using started = await startTarget(seed, note);
    for (let group = 0; group < 5; group += 1) {
      const first = 1_000 * seed + 20 * group;
      await Promise.all(Array.from({ length: 20 }, (_, index) => attack(started, first + index)));
    }
    await expectCalm(started);
    expect(uncaught).toEqual([]);
    const ofServer = started.errors.filter((error) => !allowed.some((known) => known.test(error)));
    expect(ofServer).toEqual([]);
    // Else nothing but the parser would have been tried.
    for (const status of [101, 200, 400]) expect(statuses).toContain(status);
  },
);
