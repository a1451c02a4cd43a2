/** Fault: Loses the end of a body that is longer than 8 KB. */

import type { ServerAdapter } from "../../../src/serve/engines/index.ts";
import { aroundNode } from "./around-node.ts";

/** Loses the end of a body that is longer than 8 KB. */
export const shortensBody: ServerAdapter = aroundNode({
  name: "shortens-body",
  handler: (handler) => async (request, context) => {
    if (request.body === null) return handler(request, context);
    const body = (await request.bytes()).slice(0, 8 * 1024);
    return handler(new Request(request.url, { method: request.method, body }), context);
  },
});
