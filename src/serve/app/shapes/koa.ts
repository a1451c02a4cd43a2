/** A Koa app: its `callback()` is a Node listener. */

import { fromNodeListener, type NodeListener } from "../../../http/index.ts";
import { hasMembers } from "../members.ts";
import type { AppShape } from "./contract.ts";

/** What every version of Koa has. */
export interface KoaLike {
  readonly middleware: readonly unknown[];
  callback(): NodeListener;
}

/** Koa 2 and 3. */
export const koa: AppShape<KoaLike, "koa"> = {
  name: "koa",
  noun: "a Koa app",
  summary: "a Koa app",
  matches: (value): value is KoaLike =>
    hasMembers(value, {
      callback: "function",
      use: "function",
      middleware: "object",
      context: "object",
    }),
  adapt(app) {
    let handler = fromNodeListener(app.callback());
    return {
      handler: (request, context) => handler(request, context),
      needsNodePair: true,
      // Koa composes what it has when it is asked; by now the app is complete.
      start: () => void (handler = fromNodeListener(app.callback())),
    };
  },
};
