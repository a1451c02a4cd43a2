/** Fault: Answers HEAD with an empty page of its own. */

import type { ServerAdapter } from "../../../src/serve/engines/index.ts";
import { aroundNode } from "./around-node.ts";

/** Answers HEAD with an empty page of its own. */
export const forgetsHead: ServerAdapter = aroundNode({
  name: "forgets-head",
  handler: (handler) => (request, context) =>
    request.method === "HEAD" ? new Response(null, { status: 203 }) : handler(request, context),
});
