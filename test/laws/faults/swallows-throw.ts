/** Fault: Answers an empty page when the handler throws. */

import type { ServerAdapter } from "../../../src/serve/engines/index.ts";
import { aroundNode } from "./around-node.ts";

/** Answers an empty page when the handler throws. */
export const swallowsThrow: ServerAdapter = aroundNode({
  name: "swallows-throw",
  handler: (handler) => async (request, context) => {
    try {
      return await handler(request, context);
    } catch {
      return new Response(null, { status: 500 });
    }
  },
});
