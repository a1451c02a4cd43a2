/** Runs a law against a subject, one promise after the other. */

import assert from "node:assert/strict";
import { toMessage } from "../core/index.ts";
import type { Law, LawPromise, Skip, Verdict } from "./contract.ts";
import { promiseDeadline, within } from "./deadline.ts";

/** Which promises are left out, and why. */
export interface RunLawOptions {
  readonly skip?: readonly Skip[];
}

/** Checks every promise; a broken one is a verdict, not a throw. */
export async function runLaw<Subject>(
  law: Law<Subject>,
  subject: Subject,
  options: RunLawOptions = {},
): Promise<readonly Verdict[]> {
  const skips = new Map(options.skip?.map(({ promise, reason }) => [promise, reason]));
  const verdicts: Verdict[] = [];
  for (const promise of law.promises) {
    const reason = skips.get(promise.id);
    skips.delete(promise.id);
    verdicts.push(
      reason === undefined
        ? await judge(promise, subject)
        : { kind: "skipped", promise: promise.id, reason },
    );
  }
  assert.deepEqual([...skips.keys()], [], `the law ${law.name} has no such promise to skip`);
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
