/** Runs a law against a subject, and says of each promise what came out. */

import assert from "node:assert/strict";
import { toMessage } from "../core/index.ts";
import type { Law, LawPromise, Skip, Verdict } from "./contract.ts";
import { promiseDeadline, within } from "./deadline.ts";

/** Which promises are left out, and why; how many are checked at once. */
export interface RunLawOptions {
  readonly skip?: readonly Skip[];
  /** More than one only for a subject that can be started several times at once; 1 by default. */
  readonly concurrency?: number;
}

/** Checks every promise; a broken one is a verdict, not a throw. The verdicts have the order of the law. */
export async function runLaw<Subject>(
  law: Law<Subject>,
  subject: Subject,
  options: RunLawOptions = {},
): Promise<readonly Verdict[]> {
  const skips = new Map(options.skip?.map(({ promise, reason }) => [promise, reason]));
  const ids = new Set(law.promises.map(({ id }) => id));
  const unknown = [...skips.keys()].filter((id) => !ids.has(id));
  assert.deepEqual(unknown, [], `the law ${law.name} has no such promise to skip`);
  const verdicts: Verdict[] = [];
  const waiting = law.promises.entries();
  const work = async (): Promise<void> => {
    for (const [index, promise] of waiting) {
      const reason = skips.get(promise.id) ?? promise.excuse?.(subject);
      verdicts[index] =
        reason === undefined
          ? await judge(promise, subject)
          : { kind: "skipped", promise: promise.id, reason };
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 1 }, work));
  return verdicts;
}

async function judge<Subject>(promise: LawPromise<Subject>, subject: Subject): Promise<Verdict> {
  try {
    await within(promise.check(subject), promise.title, promiseDeadline);
    return { kind: "kept", promise: promise.id };
  } catch (error) {
    return { kind: "broken", promise: promise.id, reason: toMessage(error), error };
  }
}
