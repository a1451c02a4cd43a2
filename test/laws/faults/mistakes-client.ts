/** Fault: takes its own end of the connection for the client. */

import type { ServerAdapter } from "../../../src/serve/engines/index.ts";
import { aroundNode } from "./around-node.ts";

/** Takes its own end of the connection for the client. */
export const mistakesClient: ServerAdapter = aroundNode({
  name: "mistakes-client",
  handler: (handler) => (request, context) => {
    const { peer, scheme, isLocal, basePath } = context;
    const { requestId, worker, server, signal, draining } = context;
    const client = { address: "127.0.0.1", port: 8080 };
    const waitUntil = (promise: Promise<unknown>): void => context.waitUntil(promise);
    const about = { requestId, worker, server, signal, draining, waitUntil };
    const mistaken = { client, peer, scheme, isLocal, basePath, ...about };
    return handler(request, mistaken);
  },
});
