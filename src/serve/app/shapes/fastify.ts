/** A Fastify instance, also one that has been told to listen: `ready()`, then its `routing` is a Node listener. */

import type { EventEmitter } from "node:events";
import { fromNodeListener, type NodeListener } from "../../../http/index.ts";
import { hasMembers } from "../members.ts";
import { withUpgrades } from "../server-listeners.ts";
import type { AppShape } from "./contract.ts";

/** What every version of Fastify has. */
export interface FastifyLike {
  readonly routing: NodeListener;
  /** Does not listen; plugins for WebSockets hear its `upgrade`. */
  readonly server: EventEmitter;
  ready(): PromiseLike<unknown>;
  close(): PromiseLike<unknown>;
}

/** Fastify 3 to 5. */
export const fastify: AppShape<FastifyLike, "fastify"> = {
  name: "fastify",
  noun: "a Fastify instance",
  summary: "a Fastify instance",
  matches: (value): value is FastifyLike =>
    hasMembers(value, {
      routing: "function",
      ready: "function",
      inject: "function",
      close: "function",
      server: "object",
    }),
  adapt: (app) => ({
    handler: withUpgrades(
      app.server,
      fromNodeListener((incoming, outgoing) => app.routing(incoming, outgoing)),
    ),
    needsNodePair: true,
    start: async () => void (await app.ready()),
    stop: async () => void (await app.close()),
  }),
};
