/** What `landfall servers` tells: each adapter, whether it can run here, and which one `auto` would take. */

import type { Listener, ServerAdapter } from "../contract.ts";
import type { AutoCandidate } from "./auto.ts";
import { isInstalled } from "./server-package.ts";

/** One adapter, seen from a project's folder. JSON. */
export interface ServerFacts {
  readonly name: string;
  readonly summary: string;
  readonly accepts: readonly Listener["kind"][];
  readonly package?: { readonly name: string; readonly installed: boolean };
  /** Its own options, each with one sentence. */
  readonly options: Readonly<Record<string, string>>;
  readonly available: boolean;
  /** Why it is not available. */
  readonly obstacle?: string;
}

/** All of them. */
export interface ServerListing {
  readonly servers: readonly ServerFacts[];
  /** What `auto` takes for a fetch handler; absent if nothing can run. */
  readonly auto?: { readonly server: string; readonly reason: string };
}

/** Looks every adapter's package up in the project; loads none of them. */
export function describeServers(
  {
    servers,
    candidates,
  }: { servers: readonly ServerAdapter[]; candidates: readonly AutoCandidate[] },
  cwd: string,
): ServerListing {
  const facts = servers.map((adapter) => toFacts(adapter, cwd));
  const taken = candidates.find(({ adapter }) => toFacts(adapter, cwd).available);
  if (taken === undefined) return { servers: facts };
  return { servers: facts, auto: { server: taken.adapter.name, reason: taken.reason } };
}

function toFacts(adapter: ServerAdapter, cwd: string): ServerFacts {
  const { name, summary, accepts, package: needed, options } = adapter;
  const installed = needed === undefined || isInstalled({ name: needed, cwd });
  const obstacle = findObstacle(adapter, installed);
  return {
    name,
    summary,
    accepts,
    ...(needed === undefined ? {} : { package: { name: needed, installed } }),
    options: options?.known ?? {},
    available: obstacle === undefined,
    ...(obstacle === undefined ? {} : { obstacle }),
  };
}

function findObstacle(
  { package: needed, accepts }: ServerAdapter,
  installed: boolean,
): string | undefined {
  if (!installed) return `package ${needed} is not installed: npm install ${needed}`;
  return accepts.includes("descriptor") ? undefined : "it cannot take a socket from a master";
}
