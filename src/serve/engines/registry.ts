/** Every server adapter, one row each, and which of them `--server NAME` means. */

import type { ServerAdapter } from "./contract.ts";
import { engineErrors } from "./errors.ts";
import { node } from "./node/index.ts";

/** The table; its order is the order of help and reference. */
export const servers: readonly [typeof node] = [node];

/** The name of an adapter that exists. */
export type ServerName = (typeof servers)[number]["name"];

/** The adapter that a name means, and why. */
export interface ServerChoice {
  readonly adapter: ServerAdapter<ServerName>;
  readonly reason: string;
}

/** Finds the adapter; throws `SERVER_UNKNOWN`. */
export function resolveServer(name: string): ServerChoice {
  if (name === "auto") return { adapter: node, reason: "auto: runs every app" };
  const adapter = servers.find((server) => server.name === name);
  if (adapter !== undefined) return { adapter, reason: "asked for by name" };
  const known = ["auto", ...servers.map((server) => server.name)];
  throw engineErrors.fail.SERVER_UNKNOWN({ name, known });
}
