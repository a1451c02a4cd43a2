/** The settings of logs, metrics, health and profiles. */

import * as z from "zod";
import {
  formatListenAddress,
  isBasePath,
  type Millis,
  parseAccessLog,
  parseListenTarget,
  seconds,
} from "../../core/index.ts";
import {
  durationSchema,
  integerSchema,
  listSchema,
  type OptionTable,
  textSchema,
} from "../../core/options.ts";

/** How much the application's log says: each level includes those after it. */
export type LogLevel = (typeof logLevels)[number];

/** What a person can say about logs, metrics, health and profiles. */
export interface ObserveSettings {
  /** `off`, the name of a format, or a format. */
  readonly accessLog: string;
  /** Empty or `-`: standard output. */
  readonly accessLogFile: string;
  /** Share of the requests that are logged: above 0, up to 1. */
  readonly accessLogSample: number;
  readonly accessLogExclude: readonly string[];
  readonly logLevel: LogLevel;
  readonly logFormat: "text" | "json";
  /** An address as `parseListenAddress` reads it; empty: neither metrics nor an admin address. */
  readonly adminListen: string;
  /** A path of the public address that is answered for balancers; empty: none. */
  readonly healthPath: string;
  /** Empty: no profiles. */
  readonly profile: string;
  readonly profileInterval: Millis;
  readonly profileKeep: number;
}

const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
const logFormats = ["text", "json"] as const;

/** The declarations of `ObserveSettings`. */
export const observeOptions: OptionTable<ObserveSettings> = {
  accessLog: {
    schema: textSchema(parseAccessLog),
    default: "off",
    summary:
      "One line for each request: off, combined, common, json, csv, or a text with {fields} (docs/logging.md).",
    argument: "FORMAT",
  },
  accessLogFile: {
    schema: z.string(),
    default: "",
    summary: "File to append the access log to; standard output if not given, or -.",
    argument: "PATH",
  },
  accessLogSample: {
    schema: z.union([z.number().gt(0).max(1), textSchema(parseShare)]),
    default: 1,
    summary: "Share of the requests to log, e.g. 0.1 or 10%; answers of 500 and more always are.",
    argument: "SHARE",
  },
  accessLogExclude: {
    schema: listSchema(parsePaths),
    default: [],
    summary: "Paths that are not logged, e.g. /healthz; a failure there is.",
    argument: "PATHS",
    repeatable: true,
  },
  logLevel: {
    schema: textSchema((text) => parseWord(text, logLevels)),
    default: "info",
    summary: "What the application's log on stderr says: debug, info, warn, error or silent.",
    argument: "LEVEL",
  },
  logFormat: {
    schema: textSchema((text) => parseWord(text, logFormats)),
    default: "text",
    summary: "How it says it: text for people, or one JSON object a line, app output included.",
    argument: "text|json",
  },
  adminListen: {
    schema: textSchema(parseAdminAddress),
    default: "",
    summary: "Address for /metrics, /livez and /readyz, e.g. 127.0.0.1:9100 (docs/metrics.md).",
    argument: "ADDR:PORT|unix:PATH",
  },
  healthPath: {
    schema: textSchema(parseHealthPath),
    default: "",
    summary: "Path on the public address that tells a balancer whether this server takes requests.",
    argument: "PATH",
  },
  profile: {
    schema: z.string(),
    default: "",
    summary: "Folder to write CPU profiles of each worker to.",
    argument: "DIR",
  },
  profileInterval: {
    schema: durationSchema.refine((value) => value >= 1_000, "expected at least 1s"),
    default: seconds(60),
    defaultText: "60s",
    summary: "How much time one profile covers.",
    argument: "DURATION",
  },
  profileKeep: {
    schema: integerSchema(1, 10_000),
    default: 10,
    summary: "How many profiles to keep for each worker; older ones are deleted.",
    argument: "N",
  },
};

function parseAdminAddress(text: string): string {
  if (text.trim() === "") return "";
  const target = parseListenTarget(text.trim());
  if (target.kind !== "inherited") return formatListenAddress(target);
  throw new Error("expected an address: sockets that are handed over are for the public");
}

/** One spelling in a URL, so that it can be compared as it stands; the whole site is no such path. */
function parseHealthPath(text: string): string {
  const path = text.trim();
  if (path === "" || isBasePath(path)) return path;
  throw new Error(`expected a path such as /healthz, got ${JSON.stringify(text)}`);
}

function parseShare(text: string): number {
  const [, number, percent] = /^(\d*\.?\d+)(%?)$/.exec(text.trim()) ?? [];
  const share = Number(number) / (percent === "%" ? 100 : 1);
  if (share > 0 && share <= 1) return share;
  throw new Error(`expected a share above 0 and up to 1, got ${JSON.stringify(text)}`);
}

function parsePaths(text: string): readonly string[] {
  const paths = text.split(",").map((item) => item.trim());
  const bad = paths.find((path) => !/^\/[^?#\s]*$/.test(path));
  if (bad === undefined) return paths;
  throw new Error(`expected paths that begin with /, got ${JSON.stringify(bad)}`);
}

function parseWord<Word extends string>(text: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === text.trim());
  if (word !== undefined) return word;
  throw new Error(`expected ${words.join(", ")}, got ${JSON.stringify(text)}`);
}
