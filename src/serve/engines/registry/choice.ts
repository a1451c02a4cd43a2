/** A chosen adapter, and what every choice has to pass before it can start, however it came about. */

import type { ServerAdapter, ServerOptions } from "../contract.ts";
import { engineErrors } from "../errors.ts";
import type { EngineSettings } from "../options.ts";
import { readOwnOptions } from "./own-options.ts";

/** The adapter that a name means, and why. */
export interface ServerChoice {
  readonly adapter: ServerAdapter;
  readonly reason: string;
  /** What it is told besides the settings that every server has. */
  readonly options?: Pick<ServerOptions, "custom" | "package">;
}

/** Refuses an adapter that cannot serve under a master; throws `LISTENER_UNSUPPORTED`. */
export function checkListening({ name, accepts }: Pick<ServerAdapter, "name" | "accepts">): void {
  if (!accepts.includes("descriptor")) {
    throw engineErrors.fail.LISTENER_UNSUPPORTED({ server: name });
  }
}

/** Imports its package, if that has not been done, and reads its options. */
export async function completeChoice(
  { adapter, reason, options }: ServerChoice,
  { cwd, serverOption }: Pick<EngineSettings, "serverOption"> & { readonly cwd: string },
): Promise<ServerChoice> {
  checkListening(adapter);
  const custom = readOwnOptions(adapter, serverOption);
  const imported = options?.package ?? (await importOwnPackage(adapter, cwd));
  return {
    adapter,
    reason,
    options: { custom, ...(imported === undefined ? {} : { package: imported }) },
  };
}

async function importOwnPackage(
  { name: server, package: name }: ServerAdapter,
  cwd: string,
): Promise<ServerOptions["package"]> {
  if (name === undefined) return undefined;
  const { importServerPackage } = await import("./server-package.ts");
  const imported = await importServerPackage({ server, name, cwd });
  if (imported === undefined) {
    throw engineErrors.fail.SERVER_PACKAGE_MISSING({ server, package: name });
  }
  return imported;
}
