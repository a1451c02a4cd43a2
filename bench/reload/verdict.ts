/** Judges a run: everything that was lost, doubled, altered, not replaced or left behind. Pure. */

import type { WorkerJournal } from "./journal.ts";
import type { ReloadRecord } from "./reloading.ts";
import type { StraddlerName } from "./straddlers.ts";
import type { Loss, SentPost, Tally } from "./tally.ts";

/** What can be wrong with a run. */
export type ChargeKind =
  | "request-lost"
  | "post-missing"
  | "post-doubled"
  | "post-altered"
  | "post-unknown"
  | "reload-failed"
  | "too-few-reloads"
  | "worker-kept"
  | "worker-left-behind"
  | "workers-miscounted"
  | "version-unseen"
  | "status-wrong"
  | "straddler-unproved";

/** One thing that is wrong, in words. */
export interface Charge {
  readonly kind: ChargeKind;
  readonly detail: string;
}

/** Everything that is known about a run. */
export interface Evidence {
  readonly tally: Tally;
  readonly journals: readonly WorkerJournal[];
  readonly reloads: readonly ReloadRecord[];
  /** The workers that the server says are ready, at the end. */
  readonly ready: readonly number[];
  readonly minimumReloads: number;
  readonly workers: number;
}

const mustStraddle: readonly StraddlerName[] = ["half-header", "half-body", "silent", "stream"];

/** All charges; an empty list is the proof. */
export function judge(evidence: Evidence): Charge[] {
  return [
    ...evidence.tally.losses.map(chargeLoss),
    ...judgePosts(evidence.tally.posts, evidence.journals),
    ...judgeReloads(evidence),
    ...evidence.reloads.flatMap((reload) => judgeReload(reload, evidence.workers)),
    ...judgeSightings(evidence),
    ...judgeStatus(evidence),
    ...judgeStraddlers(evidence),
  ];
}

/** A lost request in one line, with what explains it. */
export function chargeLoss({ client, failure }: Loss): Charge {
  const { phase, localPort, answered, received, age } = failure.facts;
  const detail =
    `${client}: ${failure.kind} while ${phase} (${failure.message}); port ${localPort}, ` +
    `${answered} answered before, ${received} bytes received, connection ${age} ms old, at ${Math.round(failure.at)} ms`;
  return { kind: "request-lost", detail };
}

/** Each answered POST is in the journals once and unaltered; one without an answer at most once. */
export function judgePosts(
  sent: ReadonlyMap<string, SentPost>,
  journals: readonly WorkerJournal[],
): Charge[] {
  const charges: Charge[] = [];
  const received = new Map<string, number>();
  for (const { pid, posts } of journals) {
    for (const { id, digest } of posts) {
      received.set(id, (received.get(id) ?? 0) + 1);
      const post = sent.get(id);
      if (post === undefined) charges.push({ kind: "post-unknown", detail: `${id} in ${pid}` });
      else if (post.digest !== digest) charges.push({ kind: "post-altered", detail: id });
    }
  }
  for (const [id, { answered }] of sent) {
    const times = received.get(id) ?? 0;
    if (times > 1) charges.push({ kind: "post-doubled", detail: `${id} came ${times} times` });
    if (times === 0 && answered) charges.push({ kind: "post-missing", detail: id });
  }
  return charges;
}

function judgeReloads({ reloads, minimumReloads }: Evidence): Charge[] {
  const worked = reloads.filter(({ exitCode }) => exitCode === 0).length;
  if (worked >= minimumReloads) return [];
  return [{ kind: "too-few-reloads", detail: `${worked} of ${minimumReloads}` }];
}

function judgeReload(reload: ReloadRecord, workers: number): Charge[] {
  const { version, exitCode, output, before, after, left } = reload;
  if (exitCode !== 0) {
    return [{ kind: "reload-failed", detail: `version ${version} exited ${exitCode}: ${output}` }];
  }
  const charges: Charge[] = [];
  const say = (kind: ChargeKind, pids: readonly number[]): void => {
    charges.push({ kind, detail: `version ${version}: ${pids.join(", ")}` });
  };
  const kept = after.filter((pid) => before.includes(pid));
  if (kept.length > 0) say("worker-kept", kept);
  if (after.length !== workers) say("workers-miscounted", after);
  if (left.length > 0) say("worker-left-behind", left);
  return charges;
}

function judgeSightings({ tally, reloads }: Evidence): Charge[] {
  const charges: Charge[] = [];
  const versions = [1, ...reloads.filter((reload) => reload.exitCode === 0).map((r) => r.version)];
  const versionOf = new Map<number, number>();
  for (const version of versions) {
    const pids = tally.sightings.get(version) ?? new Set();
    if (pids.size === 0) charges.push({ kind: "version-unseen", detail: String(version) });
    for (const pid of pids) {
      const former = versionOf.get(pid);
      const detail = `${pid} answered as version ${former} and as ${version}`;
      if (former !== undefined) charges.push({ kind: "worker-kept", detail });
      versionOf.set(pid, version);
    }
  }
  return charges;
}

/** Who is ready at the end are those that the last good reload brought. */
function judgeStatus({ reloads, ready }: Evidence): Charge[] {
  const last = reloads.findLast(({ exitCode }) => exitCode === 0);
  if (last === undefined) return [];
  const expected = last.after.toSorted().join(", ");
  const said = ready.toSorted().join(", ");
  return said === expected ? [] : [{ kind: "status-wrong", detail: `${said} for ${expected}` }];
}

/** After slow reloads straddling clients may be cut; those of one reload at least must have been answered. */
function judgeStraddlers({ tally, reloads }: Evidence): Charge[] {
  if (reloads.every(({ exitCode }) => exitCode !== 0)) return [];
  return mustStraddle
    .filter((name) => !tally.straddles.has(`${name} answered`))
    .map((name) => ({ kind: "straddler-unproved", detail: `no ${name} client was answered` }));
}
