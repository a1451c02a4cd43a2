/** An Express app, a connect app or a router: a function `(req, res, next)` with `use` and `handle`. */

import { fromNodeListener, type NodeListener } from "../../../http/index.ts";
import { hasMembers } from "../members.ts";
import type { AppShape } from "./contract.ts";

/** Express 3 to 5, connect, and what was built in their image. */
export const express: AppShape<NodeListener, "express"> = {
  name: "express",
  noun: "an Express app",
  summary: "an Express app",
  matches: (value): value is NodeListener =>
    typeof value === "function" && hasMembers(value, { use: "function", handle: "function" }),
  adapt: (app) => ({ handler: fromNodeListener(app), needsNodePair: true }),
};
