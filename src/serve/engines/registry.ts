/** Every server adapter, one row each, and which of them `--server NAME` means. */

import type { ServerAdapter } from "./contract.ts";
import { engineErrors } from "./errors.ts";
import { node } from "./node/index.ts";
import type { EngineSettings } from "./options.ts";
import type { AutoCandidate } from "./registry/auto.ts";
import type { ServerListing } from "./registry/list-servers.ts";
import { parseServerName } from "./registry/server-name.ts";
import { readOwnOptions } from "./registry/own-options.ts";
import { checkListening, completeChoice, type ServerChoice } from "./registry/choice.ts";

/** The table; its order is the order of help and reference. */
export const servers: readonly [typeof node] = [node];

/** The name of an adapter that exists. */
export type ServerName = (typeof servers)[number]["name"];

/** What `auto` tries, in this order; the first that can run the app and has its package serves. */
export const autoCandidates: readonly AutoCandidate[] = [
  { adapter: node, reason: "runs every app" },
];

/** What `--server` says, and what the choice depends on. */
export interface ServerRequest extends Pick<EngineSettings, "server" | "serverOption"> {
  /** The project's folder: its packages count, and names of files are relative to it. */
  readonly cwd: string;
  /** How an adapter in TypeScript is loaded: as the app is. */
  readonly stripTypes: boolean;
  readonly app: { readonly needsNodePair?: true };
}

/** Refuses an app that the adapter cannot run; throws `SERVER_WITHOUT_NODE_PAIR`. */
export function checkServer(
  { name, hasNodePair }: Pick<ServerAdapter, "name" | "hasNodePair">,
  app: ServerRequest["app"],
): void {
  if (hasNodePair || app.needsNodePair !== true) return;
  const able = servers.filter((server) => server.hasNodePair).map((server) => server.name);
  throw engineErrors.fail.SERVER_WITHOUT_NODE_PAIR({ name, able });
}

/**
 * What a master can tell before anything starts: refuses wrong names and options, and returns the adapter's name
 * where that is known without the app. It never loads the user's file.
 */
export async function planServer(
  request: Omit<ServerRequest, "app" | "stripTypes">,
): Promise<string | undefined> {
  const { server, serverOption, cwd } = request;
  const named = parseServerName(server, servers);
  switch (named.kind) {
    case "auto":
      return undefined;
    case "module": {
      const { findServerFile } = await import("./registry/server-file.ts");
      findServerFile(named.specifier, cwd);
      return named.specifier;
    }
    case "known":
      checkListening(named.adapter);
      readOwnOptions(named.adapter, serverOption);
      return named.adapter.name;
    default:
      return named satisfies never;
  }
}

/** Finds the adapter, its package and its options, in the process that is to serve. */
export async function resolveServer(request: ServerRequest): Promise<ServerChoice> {
  const choice = await chooseServer(request);
  checkServer(choice.adapter, request.app);
  return completeChoice(choice, request);
}

/** Every adapter, and whether it can run in the project at `cwd`. */
export async function listServers(cwd: string): Promise<ServerListing> {
  const { describeServers } = await import("./registry/list-servers.ts");
  return describeServers({ servers, candidates: autoCandidates }, cwd);
}

async function chooseServer(request: ServerRequest): Promise<ServerChoice> {
  const named = parseServerName(request.server, servers);
  switch (named.kind) {
    case "auto": {
      const { pickCandidate } = await import("./registry/auto.ts");
      return pickCandidate(autoCandidates, request);
    }
    case "module": {
      const { loadServerFile } = await import("./registry/server-file.ts");
      return loadServerFile(named.specifier, request);
    }
    case "known":
      return { adapter: named.adapter, reason: "asked for by name" };
    default:
      return named satisfies never;
  }
}
