/** A successor's end of the channel to the process that was started. */

import type { Problem } from "../../core/index.ts";
import type { UpgradeOutcome } from "../supervisor/index.ts";
import { successionErrors } from "./errors.ts";
import {
  type ChildOffer,
  type FromSuccessor,
  openToSuccessor,
  sealSuccession,
  successionVariable,
  successionVersion,
  type ToSuccessor,
} from "./messages.ts";

/** What a successor has of the started process. */
export interface StemLink {
  readonly offer: ChildOffer;
  /** Resolves when that process has gone, or hears us no more. */
  readonly gone: Promise<void>;
  /** Resolves when another one has taken our place. */
  readonly replaced: Promise<void>;
  /** Says that every worker is ready; resolves when we are to take the control socket. */
  ready(): Promise<void>;
  /** Says that we are the master. */
  taken(): void;
  /** Says that we were told to stop. */
  stopping(): void;
  /** Says that nobody accepts any more. */
  closed(): void;
  /** Says why we cannot serve; resolves when it is said. */
  failed(problem: Problem): Promise<void>;
  /** Asks for a successor; resolves with what became of it, never if we are gone before. */
  upgrade(workers: number | undefined): Promise<UpgradeOutcome>;
}

/** Asks the started process for its offer; undefined if nobody is to be succeeded. Throws when both do not fit. */
export async function joinStem(
  env: Readonly<Record<string, string | undefined>>,
): Promise<StemLink | undefined> {
  const theirs = env[successionVariable];
  if (theirs === undefined) return undefined;
  if (process.send === undefined) throw successionErrors.fail.SUCCESSION_UNASKED({});
  if (theirs !== String(successionVersion)) {
    throw successionErrors.fail.SUCCESSION_VERSION({ theirs, ours: successionVersion });
  }
  const stem = process.ppid;
  const channel = openChannel();
  await channel.say({ kind: "hello" });
  const offer = await Promise.race([channel.offer, channel.gone]);
  if (offer === undefined) throw successionErrors.fail.STEM_LOST({ pid: stem });
  return createLink(channel, { ...offer, stem });
}

interface Channel {
  readonly offer: Promise<Extract<ToSuccessor, { kind: "offer" }>>;
  readonly take: Promise<void>;
  readonly leave: Promise<void>;
  readonly gone: Promise<void>;
  readonly answers: Map<number, (outcome: UpgradeOutcome) => void>;
  say(message: FromSuccessor): Promise<void>;
}

function openChannel(): Channel {
  const offer = Promise.withResolvers<Extract<ToSuccessor, { kind: "offer" }>>();
  const [take, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const gone = Promise.withResolvers<void>();
  const answers: Channel["answers"] = new Map();
  const hear = (message: ToSuccessor | undefined): void => {
    switch (message?.kind) {
      case undefined:
        return;
      case "offer":
        return offer.resolve(message);
      case "take":
        return take.resolve();
      case "leave":
        return leave.resolve();
      case "answer":
        answers.get(message.request)?.(message.outcome);
        return void answers.delete(message.request);
      default:
        message satisfies never;
    }
  };
  process.on("message", (envelope) => hear(openToSuccessor(envelope)));
  process.once("disconnect", () => gone.resolve());
  return {
    offer: offer.promise,
    take: take.promise,
    leave: leave.promise,
    gone: gone.promise,
    answers,
    say: (message) =>
      new Promise((done) => {
        if (!process.connected) return done();
        process.send?.(sealSuccession(message), undefined, undefined, () => done());
      }),
  };
}

function createLink(channel: Channel, offer: ChildOffer): StemLink {
  let requests = 0;
  return {
    offer,
    gone: channel.gone,
    replaced: channel.leave,
    ready: () => {
      void channel.say({ kind: "ready" });
      return channel.take;
    },
    taken: () => void channel.say({ kind: "taken" }),
    stopping: () => void channel.say({ kind: "stopping" }),
    closed: () => void channel.say({ kind: "closed" }),
    failed: (problem) => channel.say({ kind: "failed", problem }),
    upgrade: (workers) => {
      requests += 1;
      const request = requests;
      const { promise, resolve } = Promise.withResolvers<UpgradeOutcome>();
      channel.answers.set(request, resolve);
      void channel.say({ kind: "wanted", request, workers });
      return promise;
    },
  };
}
