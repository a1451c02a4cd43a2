/** Files of variables, in the format of Node's `--env-file`: https://nodejs.org/api/cli.html#--env-filefile */

import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { parseEnv } from "node:util";
import { nearestName, toMessage } from "../core/index.ts";
import { configErrors } from "./errors.ts";
import type { BootSettings } from "./options.ts";
import { toPrintable } from "./printable.ts";
import type { PlacedVariable } from "./sources.ts";

/** Variables by name; what several files set has the last one's text. */
export type EnvFileVariables = ReadonlyMap<string, PlacedVariable>;

/** The files in the order in which they are read, later ones win; the usual ones need not exist. */
export interface EnvFilePlan {
  readonly paths: readonly string[];
  readonly optional: boolean;
}

/**
 * Which files to read. What stands on this machine only (`.local`) beats what the project says, as in Next.js, Bun
 * and Rails, and is left out in the environment `test`, so that tests are the same everywhere.
 */
export function planEnvFiles(
  { envFiles, envFile }: Pick<BootSettings, "envFiles" | "envFile">,
  environment: string,
): EnvFilePlan {
  if (!envFiles) return { paths: [], optional: true };
  if (envFile.length > 0) return { paths: envFile, optional: false };
  const local = environment === "test" ? [] : [".env.local"];
  const paths = [".env", `.env.${environment}`, ...local, `.env.${environment}.local`];
  return { paths, optional: true };
}

/** Reads the files; throws `ENV_FILE_MISSING` and `ENV_FILE_UNREADABLE`. */
export function loadEnvFiles({ paths, optional }: EnvFilePlan, folder: string): EnvFileVariables {
  const variables = new Map<string, PlacedVariable>();
  for (const path of paths) {
    const text = readText(path, { folder, optional });
    if (text === undefined) continue;
    for (const [name, variable] of parseVariables(text, toPrintable(path))) {
      variables.set(name, variable);
    }
  }
  return variables;
}

/** The variables of one file, with the lines they stand on; what is no assignment is skipped, as Node does. */
export function parseVariables(text: string, path: string): EnvFileVariables {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  const parsed = Object.entries(parseEnv(lines.join("\n")));
  const named = parsed.filter(([name]) => /^[A-Za-z_][\w.-]*$/.test(name));
  return new Map(
    named.map(([name, value = ""]) => {
      return [name, { text: value, path, locate: () => lineOf(name, value, lines) }];
    }),
  );
}

/** The last assignment counts; what looks like one inside a quoted value leads to another text. */
function lineOf(name: string, value: string, lines: readonly string[]): number | undefined {
  const assignment = new RegExp(`^\\s*(?:export\\s+)?${name.replace(/[.-]/g, "\\$&")}\\s*=`);
  const index = lines.findLastIndex(
    (line, at) => assignment.test(line) && parseEnv(lines.slice(at).join("\n"))[name] === value,
  );
  return index === -1 ? undefined : index + 1;
}

function readText(
  path: string,
  { folder, optional }: { readonly folder: string; readonly optional: boolean },
): string | undefined {
  const file = resolve(folder, path);
  try {
    const text = readFileSync(file, "utf8");
    if (!text.includes("\0")) return text;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === "ENOENT" || code === "ENOTDIR";
    if (isMissing && optional) return undefined;
    const shown = toPrintable(path);
    if (isMissing) {
      throw configErrors.fail.ENV_FILE_MISSING({ path: shown, nearest: nearestFile(file) }, error);
    }
    const reason = code === "EISDIR" ? "it is a folder" : toMessage(error);
    throw configErrors.fail.ENV_FILE_UNREADABLE({ path: shown, reason }, error);
  }
  const reason = "it holds zero bytes, which no variable can";
  throw configErrors.fail.ENV_FILE_UNREADABLE({ path: toPrintable(path), reason });
}

/** The file in the same folder whose name is nearest. */
export function nearestFile(file: string): string | undefined {
  try {
    return nearestName(basename(file), readdirSync(dirname(file)));
  } catch {
    return undefined;
  }
}
