/** Fault: Drops the query. */

import type { ServerAdapter } from "../../../src/serve/engines/index.ts";
import { aroundNode } from "./around-node.ts";

/** Drops the query. */
export const dropsQuery: ServerAdapter = aroundNode({
  name: "drops-query",
  handler: (handler) => (request, context) =>
    handler(new Request(request.url.split("?")[0] ?? "", request), context),
});
