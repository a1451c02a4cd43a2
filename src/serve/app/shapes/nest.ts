/** A Nest application, on Express or on Fastify: `init()`, then its http server's listeners answer. */

import type { EventEmitter } from "node:events";
import { hasMembers } from "../members.ts";
import { toServerHandler } from "../server-listeners.ts";
import type { AppShape } from "./contract.ts";

/** What `NestFactory.create()` resolves to. */
export interface NestLike {
  getHttpAdapter(): { getInstance(): object };
  getHttpServer(): EventEmitter;
  init(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Nest's http applications; an application context without http is no app. */
export const nest: AppShape<NestLike, "nest"> = {
  name: "nest",
  noun: "a Nest application",
  summary: "a Nest application",
  matches: (value): value is NestLike =>
    hasMembers(value, {
      getHttpAdapter: "function",
      getHttpServer: "function",
      init: "function",
      close: "function",
      config: "object",
    }),
  adapt: (app) => ({
    handler: toServerHandler(app.getHttpServer()),
    needsNodePair: true,
    async start() {
      await app.init();
      const instance = app.getHttpAdapter().getInstance() as { ready?: () => PromiseLike<unknown> };
      if (hasMembers(instance, { ready: "function" })) await instance.ready?.(); // Fastify
    },
    stop: async () => void (await app.close()),
  }),
  advise: (value) =>
    hasMembers(value, { get: "function", select: "function", init: "function", close: "function" })
      ? "A Nest application context has no http; make the app with NestFactory.create()."
      : undefined,
};
