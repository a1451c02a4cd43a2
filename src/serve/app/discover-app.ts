/** Finds the app when nobody named it: `package.json#main`, then the usual file names. */

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { appErrors } from "./errors.ts";

const stems = ["app", "src/app", "server", "index"];

// Sources before what may have been compiled from them.
const extensions = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"];

// What a `main` without an extension, or one that names a folder, may mean; as in require().
const mainEndings = ["", ".js", ".cjs", ".mjs", "/index.js"];

/** The absolute path of the app in `cwd`; throws `APP_MISSING`. */
export function discoverApp(cwd: string): string {
  const main = readMain(cwd);
  const mains = main === undefined ? [] : mainEndings.map((ending) => main + ending);
  const names = stems.flatMap((stem) => extensions.map((extension) => stem + extension));
  const found = [...mains, ...names].find((name) => isFile(join(cwd, name)));
  if (found !== undefined) return join(cwd, found);
  const tried = [
    main === undefined ? "package.json#main" : `${main} (package.json#main)`,
    ...stems.map((stem) => `${stem}.ts`),
  ];
  throw appErrors.fail.APP_MISSING({
    folder: cwd,
    tried: [...tried, "and their .js and .tsx kin"],
  });
}

/** Whether a file (not a folder) is there. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A package.json that is broken counts as none here: importing the app will report it with its place. */
function readMain(cwd: string): string | undefined {
  try {
    const { main } = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8")) as {
      main?: unknown;
    };
    return typeof main === "string" && main !== "" ? main : undefined;
  } catch {
    return undefined;
  }
}
