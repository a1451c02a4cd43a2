/** The app contract itself: an object with `fetch`, and perhaps `start` and `stop`; own or inherited. */

import { callByArity, type WorkersFetch } from "../workers-call.ts";
import type { AppShape, LoadedApp } from "./contract.ts";

/** What this room needs of the app contract; a Workers-style `fetch` may know three arguments. */
export interface FetchObject extends Pick<LoadedApp, "start" | "stop"> {
  readonly fetch: WorkersFetch;
}

/** An object (or a class with static members) whose `fetch` is a function. */
export const fetchObject: AppShape<FetchObject, "fetch-object"> = {
  name: "fetch-object",
  noun: "a fetch object",
  summary: "an object with a fetch(request, context) function",
  matches(value): value is FetchObject {
    const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
    return isObject && typeof (value as Partial<FetchObject>).fetch === "function";
  },
  // Members are called through the object, so that `this` works and a later replacement counts.
  adapt: (app) => ({
    handler: callByArity(app.fetch.length, (request, env, execution) =>
      app.fetch(request, env, execution),
    ),
    ...(typeof app.start === "function" && { start: (info) => app.start?.(info) }),
    ...(typeof app.stop === "function" && { stop: () => app.stop?.() }),
  }),
  advise: (value) =>
    typeof value === "object" && value !== null && "fetch" in value
      ? "Its fetch is not a function: write fetch(request) { … }"
      : undefined,
};
