/** `--server auto`: the first candidate that can run the app and whose package is installed (row A7). */

import type { ServerAdapter, ServerOptions } from "../contract.ts";
import { engineErrors } from "../errors.ts";
import type { ServerChoice } from "./choice.ts";
import { importServerPackage } from "./server-package.ts";

/** An adapter that `auto` may take. */
export interface AutoCandidate {
  readonly adapter: ServerAdapter;
  /** Why it stands where it stands, for the log. */
  readonly reason: string;
}

/** What the choice depends on. */
export interface AutoRequest {
  readonly cwd: string;
  readonly app: { readonly needsNodePair?: true };
}

type Trial =
  | { readonly kind: "usable"; readonly options: Pick<ServerOptions, "package"> }
  | { readonly kind: "unusable"; readonly why: string };

/** Tries them in order. A package that is installed and fails is an error, never a reason to go on. */
export async function pickCandidate(
  candidates: readonly AutoCandidate[],
  request: AutoRequest,
): Promise<ServerChoice> {
  const passed: string[] = [];
  for (const { adapter, reason } of candidates) {
    const trial = await tryCandidate(adapter, request);
    if (trial.kind === "usable") {
      const reasons = [`auto: ${reason}`, ...passed];
      return { adapter, reason: reasons.join("; "), options: trial.options };
    }
    passed.push(`not ${adapter.name}: ${trial.why}`);
  }
  throw engineErrors.fail.SERVER_NONE_AVAILABLE({ passed });
}

async function tryCandidate(adapter: ServerAdapter, { cwd, app }: AutoRequest): Promise<Trial> {
  const { name: server, package: name, accepts, hasNodePair } = adapter;
  if (!accepts.includes("descriptor")) {
    return { kind: "unusable", why: "it cannot take a socket from a master" };
  }
  if (app.needsNodePair === true && !hasNodePair) {
    return { kind: "unusable", why: "the app answers on Node's own request and response" };
  }
  if (name === undefined) return { kind: "usable", options: {} };
  const imported = await importServerPackage({ server, name, cwd });
  if (imported === undefined) {
    return { kind: "unusable", why: `package ${JSON.stringify(name)} is not installed` };
  }
  return { kind: "usable", options: { package: imported } };
}
