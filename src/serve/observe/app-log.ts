/** The application's log: what master, workers and `context.log` say, as text for people or as JSON lines by pino. */

import type { Logger } from "../../core/index.ts";
import { formatTextLine } from "./app/text-line.ts";
import type { ObserveSettings } from "./options.ts";

/** What the log obeys. */
export type AppLogSettings = Pick<ObserveSettings, "logLevel" | "logFormat">;

/** Where it goes. */
export interface AppLogPlace {
  /** Stands in every JSON line, e.g. the worker's id. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Stands before every line of text. */
  readonly prefix: string;
  /** Takes one line without its end; a text may have several. */
  write(line: string): void;
}

type Level = keyof Logger;

/** How much each level matters; `silent` is above all. */
const weights = { debug: 20, info: 30, warn: 40, error: 50, silent: 60 } as const;

/** Whether a log of this level says what is no warning. */
export function isTalkative({ logLevel }: Pick<AppLogSettings, "logLevel">): boolean {
  return weights[logLevel] <= weights.info;
}

/** Makes the log; pino is loaded only for JSON. */
export async function createAppLog(settings: AppLogSettings, place: AppLogPlace): Promise<Logger> {
  return settings.logFormat === "json"
    ? createJsonLog(settings, place)
    : createTextLog(settings, place);
}

/** A line of the app's own output in a log of JSON lines: one that is a JSON object is left as it is. */
export function toJsonOutput(
  text: string,
  facts: { readonly worker: number; readonly stream: "stdout" | "stderr" },
): string {
  if (isJsonObject(text)) return text;
  return JSON.stringify({ level: "info", time: new Date().toISOString(), ...facts, msg: text });
}

function createTextLog({ logLevel }: AppLogSettings, { prefix, write }: AppLogPlace): Logger {
  const at =
    (level: Level): Logger[Level] =>
    (message, facts = {}) => {
      if (weights[level] >= weights[logLevel])
        write(prefix + formatTextLine({ level, message, facts }));
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

async function createJsonLog(
  { logLevel }: AppLogSettings,
  { facts: base, write }: AppLogPlace,
): Promise<Logger> {
  const { pino, stdTimeFunctions } = await import("pino");
  const options = {
    level: logLevel,
    base,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  };
  const log = pino(options, { write: (line: string) => write(line.trimEnd()) });
  const at =
    (level: Level): Logger[Level] =>
    (message, facts = {}) =>
      log[level](facts, message);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith("{") || !text.endsWith("}")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
