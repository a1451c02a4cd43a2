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

/** Refuses an app that the adapter cannot run; throws `SERVER_WITHOUT_NODE_PAIR`. */
export function checkServer(
  { name, hasNodePair }: Pick<ServerAdapter, "name" | "hasNodePair">,
  app: { readonly needsNodePair?: true },
): void {
  if (hasNodePair || app.needsNodePair !== true) return;
  const able = servers.filter((server) => server.hasNodePair).map((server) => server.name);
  throw engineErrors.fail.SERVER_WITHOUT_NODE_PAIR({ name, able });
}

/** Finds the adapter; throws `SERVER_UNKNOWN`. */
export function resolveServer(name: string): ServerChoice {
  if (name === "auto") return { adapter: node, reason: "auto: runs every app" };
  const adapter = servers.find((server) => server.name === name);
  if (adapter !== undefined) return { adapter, reason: "asked for by name" };
  const known = ["auto", ...servers.map((server) => server.name)];
  throw engineErrors.fail.SERVER_UNKNOWN({ name, known });
}
