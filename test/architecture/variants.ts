/**
 * A folder with a `registry.ts` is a folder of variants: each `NAME.ts` or `NAME/index.ts` beside it is one.
 * Its export is named after it and stands in the registry; what only `NAME.ts` uses lives in `NAME/`.
 */
import type { Finding } from "./finding.ts";
import { folderOf, type Import, nameOf, type Source } from "./source.ts";
import { exportedNames, usedNames } from "./names.ts";

const reserved = new Set(["contract.ts", "registry.ts", "errors.ts", "options.ts", "index.ts"]);

/** Reports variants that their registry does not hold, or whose export is not named after the file. */
export function checkVariants(sources: readonly Source[]): Finding[] {
  return sources
    .filter(({ path }) => nameOf(path) === "registry.ts")
    .flatMap((registry) => checkFolder(registry, sources));
}

function checkFolder(registry: Source, sources: readonly Source[]): Finding[] {
  const folder = folderOf(registry.path);
  const files = sources.filter(({ path }) => path.startsWith(`${folder}/`));
  const paths = new Set(files.map(({ path }) => path));
  return files.flatMap((file) => {
    const inside = file.path.slice(folder.length + 1);
    const [first = "", ...rest] = inside.split("/");
    if (rest.length === 0) return reserved.has(inside) ? [] : checkVariant(file, registry);
    if (rest.join("/") === "index.ts") return checkVariant(file, registry);
    const isOwned = paths.has(`${folder}/${first}.ts`) || paths.has(`${folder}/${first}/index.ts`);
    return isOwned ? [] : [finding(file, `the folder ${first}/ belongs to no variant`)];
  });
}

function checkVariant(file: Source, registry: Source): Finding[] {
  const stem = nameOf(file.path) === "index.ts" ? nameOf(folderOf(file.path)) : nameOf(file.path);
  const name = toCamel(stem.replace(/\.ts$/, ""));
  const exported = exportedNames(file).find((candidate) => isNamedAfter(candidate, name));
  if (exported === undefined) {
    return [finding(file, `a variant exports a value named ${name} or ${name}…`)];
  }
  const isImported = registry.imports.some((entry: Import) => entry.target === file.path);
  if (isImported && usedNames(registry).has(exported)) return [];
  return [finding(file, `${exported} is missing in ${registry.path}`)];
}

/** `node` or `nodeServer`, not `nodes`: some names, like `import`, need a second word. */
function isNamedAfter(candidate: string, name: string): boolean {
  return candidate === name || new RegExp(`^${name}[A-Z0-9]`).test(candidate);
}

function toCamel(kebab: string): string {
  return kebab.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function finding({ path }: Source, message: string): Finding {
  return { rule: "variants", path, line: 1, message };
}
