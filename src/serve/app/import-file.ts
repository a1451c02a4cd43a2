/** Imports the app's file, through tsx, through Node's own type stripping, or plainly. */

import { existsSync } from "node:fs";
import { createRequire, setSourceMapsSupport } from "node:module";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { appErrors } from "./errors.ts";
import { describeThrown } from "./thrown.ts";

/** How a file was loaded. */
export type AppLoader = "tsx" | "strip-types" | "node";

/**
 * Chooses by the entry alone, so that it can be foretold. What a JavaScript entry imports in TypeScript goes through
 * Node's type stripping, as it would without Landfall.
 */
export function chooseLoader(file: string, stripTypes: boolean): AppLoader {
  if (!/^\.([cm]?ts|[jt]sx)$/.test(extname(file))) return "node";
  return stripTypes ? "strip-types" : "tsx";
}

/** The module's namespace; rejects with what the module threw. Paths may hold any character. */
export async function importFile(
  file: string,
  loader: AppLoader,
): Promise<Readonly<Record<string, unknown>>> {
  if (loader === "tsx" && extname(file) === ".cts") return requireFile(file);
  return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
}

/** Node 22.18 cannot `import()` CommonJS through tsx's hooks if it requires an ES module that imports another one. */
function requireFile(file: string): Readonly<Record<string, unknown>> {
  const exported = createRequire(file)(file) as unknown;
  return { ...(exported as object), default: exported };
}

// Module hooks belong to the process, and a second registration would transform everything twice.
let registration: Promise<void> | undefined;

/**
 * Makes this process understand TypeScript, once. The paths, decorators and JSX of the tsconfig.json at `cwd` or above it
 * count. For CommonJS tsx asks the process for its working folder instead, so that should be `cwd`, as in a worker it is.
 */
export function registerTsx(cwd: string): Promise<void> {
  registration ??= register(cwd).catch((error: unknown) => {
    throw appErrors.fail.APP_LOADER_FAILED({ message: describeThrown(error) }, error);
  });
  return registration;
}

/** tsx takes its time to load, so only who needs it pays. */
async function register(cwd: string): Promise<void> {
  const [commonjs, esm] = await Promise.all([import("tsx/cjs/api"), import("tsx/esm/api")]);
  commonjs.register();
  esm.register({ tsconfig: findTsconfig(cwd) ?? false });
  // Stacks at TypeScript lines for the project, without the price of reading every dependency's maps.
  setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
}

function findTsconfig(folder: string): string | undefined {
  const file = join(folder, "tsconfig.json");
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : findTsconfig(parent);
}
