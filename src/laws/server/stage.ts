/** Where a promise is played: a served handler, clients of it, and what they have in common. */

import assert from "node:assert/strict";
import type { ListenAddress } from "../../core/index.ts";
import type { Handler } from "../../http/index.ts";
import type { LawPromise } from "../contract.ts";
import type {
  ServedHandler,
  ServerCapability,
  ServerDemands,
  ServerSubject,
} from "../server-subject.ts";
import { Client } from "./client.ts";

/** A served handler. Disposing it disposes its clients and the server. */
export class Stage implements AsyncDisposable {
  readonly server: ServedHandler;
  /** How often the handler was called, but for `expectAlive`. */
  entered = 0;
  readonly #clients: Client[] = [];

  private constructor(server: ServedHandler) {
    this.server = server;
  }

  /** Starts the subject with a handler. */
  static async set(
    subject: ServerSubject,
    handler: Handler,
    demands?: ServerDemands,
  ): Promise<Stage> {
    const stage: { current?: Stage } = {};
    const server = await subject.start((request, context) => {
      if (request.url === "http://law.test/alive") return new Response("alive");
      if (stage.current !== undefined) stage.current.entered += 1;
      return handler(request, context);
    }, demands);
    return (stage.current = new Stage(server));
  }

  get address(): ListenAddress {
    return this.server.address;
  }

  /** Connects a client. */
  async open(): Promise<Client> {
    const client = await Client.open(this.address);
    this.#clients.push(client);
    return client;
  }

  /** Another request is answered as it should be, on this connection or on a new one. */
  async expectAlive(after: string, client?: Client): Promise<void> {
    const { body } = await (client ?? (await this.open())).ask("GET", "/alive");
    assert.equal(body, "alive", `the next request after ${after}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client[Symbol.dispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

/** Writes down a promise of a family; who lacks the capability is excused. */
export function promisesOf(
  family: string,
  capability?: ServerCapability,
): (
  id: string,
  title: string,
  check: LawPromise<ServerSubject>["check"],
) => LawPromise<ServerSubject> {
  const excuse = (subject: ServerSubject): string | undefined =>
    capability === undefined ? undefined : subject.lacks?.[capability];
  return (id, title, check) => ({ id, title, family, excuse, check });
}

/** A family of promises. */
export type Family = readonly LawPromise<ServerSubject>[];
