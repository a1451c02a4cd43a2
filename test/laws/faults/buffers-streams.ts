/** Fault: Reads a stream to its end before it answers. */

import type { ServerAdapter } from "../../../src/serve/engines/index.ts";
import { aroundNode } from "./around-node.ts";

/** Reads a stream to its end before it answers. */
export const buffersStreams: ServerAdapter = aroundNode({
  name: "buffers-streams",
  handler: (handler) => async (request, context) => {
    const response = await handler(request, context);
    if (new URL(request.url).pathname !== "/" || request.method !== "GET") return response;
    return new Response(await response.bytes(), response);
  },
});
