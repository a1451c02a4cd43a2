/** A server adapter of the project's own: `--server ./file.ts#name` (row A5). Its author may have had no compiler. */

import { LandfallError } from "../../../core/index.ts";
import {
  type AppEntry,
  describeFailure,
  describeValue,
  findExport,
  loadExport,
} from "../../app/index.ts";
import type { RunningServer, ServerAdapter } from "../contract.ts";
import { engineErrors } from "../errors.ts";
import type { ServerChoice } from "./choice.ts";

type Members = Readonly<Record<string, unknown>>;

/** Checks that the file is there, without loading it. */
export function findServerFile(specifier: string, cwd: string): void {
  findExport({ specifier, cwd });
}

/** Loads the adapter; throws `SERVER_NOT_AN_ADAPTER`, or what loading an app from there would throw. */
export async function loadServerFile(
  specifier: string,
  { cwd, stripTypes }: { readonly cwd: string; readonly stripTypes: boolean },
): Promise<ServerChoice> {
  const advice = "Export the adapter: export const server: ServerAdapter = { … }";
  const wanted = { advice, matches: hasStart, refuse: notAnAdapter };
  const { value, subject, file } = await loadExport({ specifier, cwd, stripTypes, wanted });
  if (!isAdapter(value)) throw notAnAdapter(value, subject);
  return { adapter: guardAdapter(value, { file, cwd }), reason: subject };
}

function hasStart(value: unknown): value is Members {
  return isObject(value) && typeof value["start"] === "function";
}

function isAdapter(value: unknown): value is ServerAdapter {
  return isObject(value) && listFaults(value).length === 0;
}

function notAnAdapter(value: unknown, subject: string, advice?: string): LandfallError {
  if (isObject(value)) {
    return engineErrors.fail.SERVER_NOT_AN_ADAPTER({ subject, faults: listFaults(value) });
  }
  const hint =
    typeof value === "function" ? "If it makes the adapter, call it: ./file.ts#make()" : undefined;
  const chosen = advice ?? hint;
  return engineErrors.fail.SERVER_NOT_AN_ADAPTER({
    subject,
    faults: [`it is ${describeValue(value)}`],
    ...(chosen === undefined ? {} : { advice: chosen }),
  });
}

/** What the contract asks for and the value has not. */
function listFaults(value: Members): string[] {
  const { name, summary, accepts, hasNodePair, hasWebSockets } = value;
  const { package: needed, options, start } = value;
  const rules: readonly (readonly [boolean, string])[] = [
    [typeof name === "string" && /^\S+$/.test(name), "name is no word"],
    [typeof summary === "string" && summary.trim() !== "", "summary is no text"],
    [isListenerKinds(accepts), 'accepts is no list of "tcp", "unix", "descriptor"'],
    [
      ["undefined", "boolean"].includes(typeof hasNodePair),
      "hasNodePair is neither true nor false",
    ],
    [
      ["undefined", "boolean"].includes(typeof hasWebSockets),
      "hasWebSockets is neither true nor false",
    ],
    [["undefined", "string"].includes(typeof needed), "package is no text"],
    [options === undefined || isOwnOptions(options), "options has no known, or no parse()"],
    [typeof start === "function", "start is no function"],
  ];
  return rules.flatMap(([isKept, fault]) => (isKept ? [] : [fault]));
}

function isListenerKinds(value: unknown): boolean {
  const kinds: readonly unknown[] = ["tcp", "unix", "descriptor"];
  return Array.isArray(value) && value.every((kind) => kinds.includes(kind));
}

function isOwnOptions(value: unknown): boolean {
  return isObject(value) && isObject(value["known"]) && typeof value["parse"] === "function";
}

/** The same adapter, whose failures name it and the line; a class's members stay with their instance. */
function guardAdapter(adapter: ServerAdapter, entry: AppEntry): ServerAdapter {
  const { name, summary, accepts, hasNodePair, hasWebSockets } = adapter;
  const { package: needed, options } = adapter;
  return {
    name,
    summary,
    accepts,
    hasNodePair: hasNodePair === true,
    hasWebSockets: hasWebSockets === true,
    ...(needed === undefined ? {} : { package: needed }),
    ...(options === undefined ? {} : { options }),
    start: async (handler, listeners, settings) => {
      try {
        return checkRunning(await adapter.start(handler, listeners, settings));
      } catch (thrown) {
        if (thrown instanceof LandfallError || isListenError(thrown)) throw thrown;
        const { message, at } = describeFailure(thrown, entry);
        throw engineErrors.fail.SERVER_START_FAILED({ server: name, message, at }, thrown);
      }
    },
  };
}

function checkRunning(running: unknown): RunningServer {
  const methods = ["activity", "drain", "close"];
  const missing = isObject(running)
    ? methods.filter((method) => typeof running[method] !== "function").map((m) => `${m}()`)
    : methods.map((method) => `${method}()`);
  if (missing.length === 0) return running as unknown as RunningServer;
  throw new TypeError(`start() returned no running server: it lacks ${missing.join(", ")}`);
}

/** The system's own word about the address, which whoever handed the address over explains best. */
function isListenError(thrown: unknown): boolean {
  return isObject(thrown) && (thrown["syscall"] === "listen" || thrown["syscall"] === "bind");
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}
