/** A Node `(req, res)` listener, told from a fetch function by what it calls its parameters. */

import { fromNodeListener, type NodeListener } from "../../../http/index.ts";
import type { AppShape } from "./contract.ts";

/**
 * The rule. A fetch function and a Node listener both take two parameters, and how many are declared says nothing
 * (defaults and rests do not count, middleware has three, as Workers functions have). But everyone calls the second one
 * of a listener `res` or `response`, and nobody calls a context so. So the source is read: a second plain parameter of such
 * a name makes a listener; anything else, also what a minifier renamed or `bind` hid, is taken for a fetch function, and
 * the one who is wrong learns it from the first request: see `bare-function.ts`, and `fromNodeListener`, which
 * needs no guess.
 */
const responseName = /^_?(?:res|resp|response|serverResponse|outgoing)$/;

/** An unbound function with `(req, res)`, or `(request, response)`, perhaps with `next`. */
export const nodeListener: AppShape<NodeListener, "node-listener"> = {
  name: "node-listener",
  noun: "a Node listener",
  summary: "a Node listener (req, res)",
  matches: (value): value is NodeListener =>
    typeof value === "function" && responseName.test(secondParameter(value) ?? ""),
  adapt: (listener) => ({ handler: fromNodeListener(listener), needsNodePair: true }),
};

/** The name of the second parameter, if the first two are plain names. */
function secondParameter(listener: object): string | undefined {
  const source = Function.prototype.toString.call(listener);
  if (/^class\b/.test(source)) return undefined;
  const head = source.slice(0, 1_000).replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, "");
  const parameters =
    /^(?:async\b\s*)?(?:function\b\s*\*?\s*)?[\w$]*\s*\(\s*[\w$]+\s*,\s*([\w$]+)\s*[,)]/.exec(head);
  return parameters?.[1];
}
