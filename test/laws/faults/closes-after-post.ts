/** Fault: Closes the connection after a POST. */

import type { ServerAdapter } from "../../../src/serve/engines/index.ts";
import { aroundNode } from "./around-node.ts";

/** Closes the connection after a POST. */
export const closesAfterPost: ServerAdapter = aroundNode({
  name: "closes-after-post",
  handler: (handler) => async (request, context) => {
    const response = await handler(request, context);
    if (request.method === "POST" && !request.bodyUsed) response.headers.set("connection", "close");
    return response;
  },
});
