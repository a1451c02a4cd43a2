/** Loads everything that says a setting: flags, `-C`, variables, `.env` files, configuration files. */

import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type Clock, LandfallError, systemClock } from "../core/index.ts";
import type { OptionTable } from "../core/options.ts";
import { type ConfigFile, findConfigFiles, loadConfigFile, usualNames } from "./config-files.ts";
import { type EnvFileVariables, loadEnvFiles, planEnvFiles } from "./env-files.ts";
import { configErrors } from "./errors.ts";
import { gatherFileValues, refuseEnvironment } from "./file-values.ts";
import { bootOptions, type BootSettings } from "./options.ts";
import { type Judged, judgeSettings, type Resolved } from "./resolve.ts";
import { internalVariables, retiredSettings, type Settings, settingsTable } from "./settings.ts";
import {
  formatOrigin,
  formatPlace,
  fromEnvFiles,
  fromEnvironment,
  fromFiles,
  fromFlags,
  fromParameters,
} from "./sources.ts";
import { type NameBook, refuseKey, refuseLateVariable, refuseVariable } from "./unknown-names.ts";

/** What a command was called with. */
export interface ConfigCall {
  readonly flags: Readonly<Record<string, unknown>>;
  /** The app as the command line names it. */
  readonly app?: string | undefined;
  /** The folder of the call, as it was typed. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The entry file of the process that loads a configuration file. */
  readonly configMain: string;
  readonly clock?: Clock;
  /** The environment where nobody names one: production by default. */
  readonly environment?: string;
}

/** Settings with their origins, and what was found beside them. */
export interface LoadedConfig<Known = Settings> extends Judged<Known> {
  readonly boot: Resolved<BootSettings>;
  /** The project's folder as it was typed, so that a link in it is followed anew at each reload. */
  readonly folder: string;
  readonly environment: string;
  /** The app's variables: ours, and those of the files that were not set. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The configuration files that were read, as they are shown. */
  readonly files: readonly string[];
  /** Absolute paths of everything that was read, or would have been if it were there. */
  readonly sources: readonly string[];
}

/** All names that there are. */
export const nameBook: NameBook = {
  table: settingsTable,
  retired: retiredSettings,
  internal: internalVariables,
};

/** Loads all settings; what is wrong is in `problems`, and nothing is thrown for it. */
export function loadConfig(call: ConfigCall): Promise<LoadedConfig> {
  return loadTable(settingsTable, call, nameBook);
}

/** Loads the settings of any table; for tests of the mechanism, and for commands that obey one setting. */
export async function loadTable<Known>(
  table: OptionTable<Known>,
  call: ConfigCall,
  names: NameBook,
): Promise<LoadedConfig<Known>> {
  const problems: LandfallError[] = [];
  const boot = judgeBoot(call);
  problems.push(...boot.problems);
  const folder = resolve(call.folder, boot.settings.folder);
  const environment = boot.settings.environment || (call.environment ?? "production");
  const place = { folder, environment, boot: boot.settings };
  const { variables, env, files } = await readFiles(call, place, createAttempt(problems));
  const { values, sections, problems: misplaced } = gatherFileValues(files, environment, names);
  const sources = [
    fromFlags(call.flags),
    fromParameters(boot.settings.param, nameParameters(boot)),
    fromEnvironment(call.env),
    fromEnvFiles(variables),
    fromFiles(values),
  ];
  const judged = judgeSettings(table, sources);
  problems.push(
    ...refuseStrangers({ call, boot, variables }, names),
    ...misplaced,
    ...judgeEnvironment(boot, sections),
    ...judged.problems,
  );
  return {
    ...judged,
    problems,
    boot,
    folder,
    environment,
    env,
    files: files.map(({ path }) => path),
    sources: listSources(boot.settings, { folder, environment, files }),
  };
}

function listSources(
  boot: BootSettings,
  {
    folder,
    environment,
    files,
  }: { folder: string; environment: string; files: readonly ConfigFile[] },
): readonly string[] {
  const variables = planEnvFiles(boot, environment).paths;
  const usual = boot.config.length > 0 ? boot.config : usualNames;
  return [...variables, ...usual, ...files.map(({ path }) => path)].map((path) =>
    resolve(folder, path),
  );
}

interface Contents {
  readonly variables: EnvFileVariables;
  readonly env: LoadedConfig["env"];
  readonly files: readonly ConfigFile[];
}

/** Files of variables first: configuration files see what they set. */
async function readFiles(
  { env: own, configMain: main, clock = systemClock }: ConfigCall,
  place: { readonly folder: string; readonly environment: string; readonly boot: BootSettings },
  attempt: Attempt,
): Promise<Contents> {
  const { environment, boot } = place;
  const folder = await attempt(undefined, () => toRealFolder(place.folder));
  if (folder === undefined) return { variables: new Map(), env: own, files: [] };
  const plan = planEnvFiles(boot, environment);
  const variables = await attempt<EnvFileVariables>(new Map(), () => loadEnvFiles(plan, folder));
  const env = { ...toRecord(variables), ...own };
  const files: ConfigFile[] = [];
  for (const path of await attempt([], () => findConfigFiles(boot.config, folder))) {
    const request = { folder, environment, main, env, clock };
    const file = await attempt(undefined, () => loadConfigFile(path, request));
    if (file !== undefined) files.push(file);
  }
  return { variables, env, files };
}

/** The project's folder as the call names it, not followed through links. */
export function projectFolder(call: ConfigCall): string {
  return resolve(call.folder, judgeBoot(call).settings.folder);
}

/** The first thing that is wrong, if any, thrown; its hint says how many more there are. */
export function assertSound({ problems }: { readonly problems: readonly LandfallError[] }): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  const hint = `${first.hint} (${others.length} more: \`landfall check\` lists them.)`;
  throw new LandfallError({ ...toPlain(first), hint }, first.cause);
}

function toPlain({ code, message, exitCode, stack }: LandfallError) {
  return { code, message, exitCode, stack };
}

function judgeBoot({ flags, app, env }: ConfigCall): Judged<BootSettings> {
  return judgeSettings(bootOptions, [fromFlags({ ...flags, app }), fromEnvironment(env)]);
}

type Attempt = <Value>(fallback: Value, act: () => Value | Promise<Value>) => Promise<Value>;

/** What cannot be read is a problem among others, not the end. */
function createAttempt(problems: LandfallError[]): Attempt {
  return async (fallback, act) => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof LandfallError)) throw error;
      problems.push(error);
      return fallback;
    }
  };
}

function toRealFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    throw configErrors.fail.FOLDER_MISSING({ path: folder }, error);
  }
}

function toRecord(variables: EnvFileVariables): Record<string, string> {
  return Object.fromEntries([...variables].map(([name, { text }]) => [name, text]));
}

function nameParameters({ origins: { param } }: Resolved<BootSettings>): string {
  return param.kind === "environment" ? param.name : "-C";
}

interface Written {
  readonly call: ConfigCall;
  readonly boot: Resolved<BootSettings>;
  readonly variables: EnvFileVariables;
}

function refuseStrangers({ call, boot, variables }: Written, names: NameBook): LandfallError[] {
  const where = nameParameters(boot);
  const keys = boot.settings.param.map(({ name }) => refuseKey({ name, where }, names));
  const own = Object.entries(call.env).map(([name, text = ""]) =>
    refuseVariable({ name, where: "environment" }, text, names),
  );
  const ours = [...variables].filter(([name]) => name.startsWith("LANDFALL_"));
  const filed = ours.map(([name, { text, path, locate }]) => {
    const written = { name, where: formatPlace({ path, line: locate() }) };
    // A service manager may have read the same file into our environment.
    const isSame = call.env[name] === text;
    return (
      refuseVariable(written, text, names) ?? (isSame ? undefined : refuseLateVariable(written))
    );
  });
  return [...keys, ...own, ...filed].filter((problem) => problem !== undefined);
}

/** `NODE_ENV` is everybody's, so it may name what no section has. */
function judgeEnvironment(
  { settings, origins }: Resolved<BootSettings>,
  sections: readonly string[],
): LandfallError[] {
  const origin = origins.environment;
  const isConventional = origin.kind === "environment" && origin.name === "NODE_ENV";
  if (origin.kind === "default" || isConventional || settings.environment === "") return [];
  const problem = refuseEnvironment(settings.environment, formatOrigin(origin), sections);
  return problem === undefined ? [] : [problem];
}
