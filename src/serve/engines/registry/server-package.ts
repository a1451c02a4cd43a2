/** The npm package of an adapter, as the project has it installed (row A7: missing is one thing, broken another). */

import { findPackageJSON } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describeThrown, resolvePackage } from "../../app/index.ts";
import { engineErrors } from "../errors.ts";

/** Which package, for whom, seen from where. */
export interface PackageRequest {
  readonly server: string;
  readonly name: string;
  /** The project's folder. */
  readonly cwd: string;
}

/** Whether the project has the package, without loading it. */
export function isInstalled({ name, cwd }: Pick<PackageRequest, "name" | "cwd">): boolean {
  return resolvePackage(name, cwd) !== undefined || hasManifest(name, cwd);
}

/**
 * Its exports; undefined only if the very package is not installed. Whatever else goes wrong, a missing dependency of
 * the package too, is `SERVER_PACKAGE_FAILED`.
 */
export async function importServerPackage(
  request: PackageRequest,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { server, name, cwd } = request;
  if (!isInstalled(request)) return undefined;
  const fail = (message: string, cause?: unknown) =>
    engineErrors.fail.SERVER_PACKAGE_FAILED({ server, package: name, message }, cause);
  const file = resolvePackage(name, cwd);
  if (file === undefined) throw fail("its package.json leads to no file");
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    throw fail(describeThrown(error), error);
  }
}

function hasManifest(name: string, cwd: string): boolean {
  try {
    return findPackageJSON(name, pathToFileURL(join(cwd, "package.json"))) !== undefined;
  } catch {
    return false;
  }
}
