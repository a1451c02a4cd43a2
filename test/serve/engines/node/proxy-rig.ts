/** Engine `node` behind proxies: an app that tells what it believes, on every kind of peer. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Handler, withBasePath } from "../../../../src/http/index.ts";
import { Client } from "../../../../src/laws/server/client.ts";
import type { Listener, ServerOptions } from "../../../../src/serve/engines/index.ts";
import { loopback, start } from "./started.ts";

/** What the app believes of one request. */
export interface Belief {
  readonly client: string;
  readonly port: number;
  readonly peer: string;
  readonly scheme: string;
  readonly url: string;
  readonly isLocal: boolean;
  readonly home: string;
}

/** Answers with its belief. */
export const teller: Handler = (request, context) => {
  const { client, peer, scheme, isLocal } = context;
  const home = withBasePath(context, "/");
  const about = { client: client.address, port: client.port, peer: peer.address };
  return Response.json({ ...about, scheme, url: request.url, isLocal, home });
};

/** One connection to a server of its own, which ends with the test. */
export async function connect(
  listener: Listener,
  options: Partial<ServerOptions> = {},
): Promise<(lines?: readonly string[], target?: string) => Promise<Belief>> {
  const started = await start(teller, [listener], options);
  const client = await Client.open(started.address);
  onTestFinished(async () => {
    client.socket.destroy();
    await started[Symbol.asyncDispose]();
  });
  return async (lines = [], target = "/a?b") => {
    const { head, body } = await client.ask("GET", target, lines);
    if (head.status !== 200) throw new Error(`status ${head.status}`);
    return JSON.parse(body) as Belief;
  };
}

/** A unix socket in a folder of its own. */
export function unixListener(): Listener {
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { kind: "unix", path: join(folder, "a.sock") };
}

/** Every kind of peer that a test can be. */
export const peers: readonly { name: string; address: string; listener: () => Listener }[] = [
  { name: "IPv4", address: "127.0.0.1", listener: () => loopback },
  { name: "IPv6", address: "::1", listener: () => ({ kind: "tcp", host: "::1", port: 0 }) },
  {
    name: "IPv4 on a dual-stack listener",
    address: "127.0.0.1",
    listener: () => ({ kind: "tcp", host: "::ffff:127.0.0.1", port: 0 }),
  },
  { name: "unix", address: "unix", listener: unixListener },
];
