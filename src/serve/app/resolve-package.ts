/** Finds the main file of an installed package, as an import from the working folder would. */

import { existsSync, readFileSync } from "node:fs";
import { createRequire, findPackageJSON } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";

const packageName = /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*(?:\/[\w./~-]+)?$/;

/** The absolute path of what `name` stands for in the project at `cwd`, if it is installed. */
export function resolvePackage(name: string, cwd: string): string | undefined {
  if (!packageName.test(name)) return undefined;
  const parent = join(cwd, "package.json");
  try {
    const file = createRequire(parent).resolve(name);
    return isAbsolute(file) ? file : undefined;
  } catch {
    return resolveImportOnly(name, pathToFileURL(parent).href);
  }
}

/** A package whose `exports` know `import` but not `require`: the one thing that require.resolve cannot see. */
function resolveImportOnly(name: string, parent: string): string | undefined {
  try {
    const manifest = findPackageJSON(name, parent);
    if (manifest === undefined) return undefined;
    const { exports } = JSON.parse(readFileSync(manifest, "utf8")) as { exports?: unknown };
    const target = pickTarget(isRecord(exports) && "." in exports ? exports["."] : exports);
    const file = target === undefined ? undefined : join(dirname(manifest), target);
    return file !== undefined && existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

function pickTarget(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (!isRecord(target)) return undefined;
  const conditions = ["node", "import", "module-sync", "default"];
  const key = Object.keys(target).find((name) => conditions.includes(name));
  return key === undefined ? undefined : pickTarget(target[key]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
