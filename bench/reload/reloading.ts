/** Reloads in a loop without pause, each time with a new version and with clients that straddle the switch. */

import { gracefulTimeout } from "./landfall-process.ts";
import { openStraddlers } from "./straddlers.ts";
import type { ReloadResult, Subject } from "./subject.ts";
import type { Tally } from "./tally.ts";

/** Old workers must be gone this long after the reload returned: the drain time and a second for the machine. */
export const leaveLimit: number = gracefulTimeout + 1_000;

/** One reload: what it brought, and which processes it replaced. */
export interface ReloadRecord extends ReloadResult {
  readonly version: number;
  readonly took: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Old workers that were still there after the drain time. */
  readonly left: readonly number[];
}

/** What is reloaded, and who keeps count. */
export interface ReloadProof {
  readonly subject: Subject;
  readonly tally: Tally;
  /** How long the subject lets an idle connection speak after its worker began to drain. */
  readonly linger: number;
}

/** How long, and how often. */
export interface ReloadPlan {
  readonly duration: number;
  /** A busy machine gets up to three times the duration to reach this number. */
  readonly atLeast: number;
}

/** Reloads until the time is over or a reload fails; resolves when all straddling clients are through. */
export async function reloadFor(plan: ReloadPlan, proof: ReloadProof): Promise<ReloadRecord[]> {
  const startedAt = performance.now();
  const records: Promise<ReloadRecord>[] = [];
  const isOver = (): boolean => {
    const enough = records.length >= plan.atLeast;
    return performance.now() - startedAt >= plan.duration * (enough ? 1 : 3);
  };
  let before = await proof.subject.pidsWithVersion(1);
  let worked = true;
  while (worked && !isOver()) {
    const version = records.length + 2;
    const reload = await reloadOnce(version, before, proof);
    worked = reload.worked;
    before = reload.after;
    records.push(reload.record);
  }
  return Promise.all(records);
}

interface Returned {
  readonly worked: boolean;
  readonly after: readonly number[];
  /** Completes when the old workers are gone and the straddling clients through. */
  readonly record: Promise<ReloadRecord>;
}

async function reloadOnce(
  version: number,
  before: readonly number[],
  { subject, tally, linger }: ReloadProof,
): Promise<Returned> {
  const addresses = [subject.address, ...(subject.others ?? [])];
  const place = {
    address: addresses[version % addresses.length] ?? subject.address,
    tally,
    mark: String(version),
    linger,
    drainTime: gracefulTimeout,
  };
  const straddlers = await openStraddlers(place);
  const startedAt = performance.now();
  const result = await subject.reload(version);
  const took = performance.now() - startedAt;
  const worked = result.exitCode === 0;
  if (worked) tally.promised = version;
  const through = worked ? straddlers.finish() : straddlers.abandon();
  const left = worked ? subject.survivors(before, leaveLimit) : [];
  const after = await subject.pidsWithVersion(version);
  const finish = async (): Promise<ReloadRecord> => {
    await through;
    return { ...result, version, took, before, after, left: await left };
  };
  return { worked, after, record: finish() };
}
