/** `--reload-hook`: a function of the project that is called when a worker of development leaves (row C2). */

import { loadExport } from "../app/index.ts";

/** Where the function is. */
export interface HookPlace {
  /** `FILE#name`; empty for none. */
  readonly specifier: string;
  readonly cwd: string;
  readonly stripTypes: boolean;
}

/** What is called. */
export type ReloadHook = () => unknown;

/** Loads it beside the app, whose modules it shares; undefined for none, and it rejects when there is no such function. */
export async function loadReloadHook(place: HookPlace): Promise<ReloadHook | undefined> {
  if (place.specifier === "") return undefined;
  const wanted = { advice: "Export a function.", matches: isFunction, refuse: notCallable };
  const { value, subject } = await loadExport({ ...place, wanted });
  if (isFunction(value)) return value;
  throw notCallable(value, subject);
}

function isFunction(value: unknown): value is ReloadHook {
  return typeof value === "function";
}

function notCallable(_value: unknown, subject: string): Error {
  return new TypeError(`${subject} is no function, so --reload-hook cannot call it`);
}
