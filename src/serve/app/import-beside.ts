/** Imports a package of the project: the copy that the app itself gets. */

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** The exports of package `name` as the module at `file` would import it; rejects as import does. */
export async function importBeside(name: string, file: string): Promise<Record<string, unknown>> {
  const path = createRequire(file).resolve(name);
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  const inner = module["default"];
  return { ...(typeof inner === "object" ? inner : {}), ...module };
}
