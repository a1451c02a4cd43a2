/** A function that answers requests. */

import type { Handler } from "../../../http/index.ts";
import { appErrors } from "../errors.ts";
import { describeThrown } from "../thrown.ts";
import { callByArity, type WorkersFetch } from "../workers-call.ts";
import type { AppShape } from "./contract.ts";

/** Any function but a class. */
export const bareFunction: AppShape<WorkersFetch, "bare-function"> = {
  name: "bare-function",
  noun: "a bare function",
  summary: "a function (request, context) => Response",
  matches: (value): value is WorkersFetch => typeof value === "function" && !isClass(value),
  adapt: (fetch) => ({ handler: untilProved(callByArity(fetch.length, fetch), fetch.length) }),
  advise: (value) => {
    if (typeof value !== "function" || !isClass(value)) return undefined;
    const name = /^[\w$]+$/.test(value.name) ? value.name : "App";
    return `A class is no app, an instance is: export default new ${name}()`;
  },
};

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** A Node listener that was taken for a fetch function returns nothing, or finds no response to call. */
const missingMethod =
  /\b(?:writeHead|setHeader|write|end|send|json|status|on|once) is not a function$/;

/** Until the first Response proves the function to be one, its failures are explained. */
function untilProved(handler: Handler, arity: number): Handler {
  if (arity < 2) return handler;
  let isProved = false;
  const check = (response: Response): Response => {
    if (response === undefined)
      throw appErrors.fail.APP_FUNCTION_SILENT({ what: "returned nothing" });
    isProved = true;
    return response;
  };
  const explain = (error: unknown): never => {
    const what = describeThrown(error);
    if (!(error instanceof TypeError) || !missingMethod.test(what)) throw error;
    throw appErrors.fail.APP_FUNCTION_SILENT({ what: `failed: ${what}` }, error);
  };
  return (request, context) => {
    if (isProved) return handler(request, context);
    try {
      const answer = handler(request, context);
      return answer instanceof Promise ? answer.catch(explain).then(check) : check(answer);
    } catch (error) {
      return explain(error);
    }
  };
}
