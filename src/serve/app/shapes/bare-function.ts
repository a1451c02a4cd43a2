/** A function that answers requests. */

import { callByArity, type WorkersFetch } from "../workers-call.ts";
import type { AppShape } from "./contract.ts";

/** Any function but a class. */
export const bareFunction: AppShape<WorkersFetch, "bare-function"> = {
  name: "bare-function",
  noun: "a bare function",
  summary: "a function (request, context) => Response",
  matches: (value): value is WorkersFetch => typeof value === "function" && !isClass(value),
  adapt: (fetch) => ({ handler: callByArity(fetch.length, fetch) }),
  advise: (value) => {
    if (typeof value !== "function" || !isClass(value)) return undefined;
    const name = /^[\w$]+$/.test(value.name) ? value.name : "App";
    return `A class is no app, an instance is: export default new ${name}()`;
  },
};

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}
