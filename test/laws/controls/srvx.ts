/** The control srvx, as its users get it on Node. */

import type { IncomingMessage } from "node:http";
import { serve } from "srvx/node";
import type { ServerSubject } from "../../../src/laws/index.ts";
import { contextOf } from "./context.ts";

/** srvx on its defaults. */
export const srvx: ServerSubject = {
  name: "srvx",
  lacks: {
    strictFraming: "node:http's parser repairs them",
    webSockets: "WebSockets are left to other packages",
  },
  start: async (handler) => {
    const draining = new AbortController();
    const server = serve({
      hostname: "127.0.0.1",
      port: 0,
      silent: true,
      gracefulShutdown: false, // it would take the signals of the test runner
      fetch: (request) => {
        const incoming = request.runtime?.node?.req as IncomingMessage;
        return handler(request, contextOf(request, incoming, draining.signal));
      },
    });
    await server.ready();
    const port = Number(new URL(server.url ?? "").port);
    return {
      address: { kind: "tcp", host: "127.0.0.1", port },
      drain: () => {
        const closed = server.close();
        draining.abort();
        return closed;
      },
      [Symbol.asyncDispose]: () => server.close(true),
    };
  },
};
