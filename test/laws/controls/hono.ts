/** The control @hono/node-server, as its users get it: with its own Request and Response in place of the globals. */

import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { ServerSubject } from "../../../src/laws/index.ts";
import { contextOf } from "./context.ts";

/** @hono/node-server on its defaults. */
export const hono: ServerSubject = {
  name: "@hono/node-server",
  lacks: {
    strictFraming: "node:http's parser repairs them",
    webSockets: "WebSockets are left to other packages",
  },
  start: async (handler) => {
    const draining = new AbortController();
    const server = createAdaptorServer({
      fetch: (request, env) =>
        handler(request, contextOf(request, env.incoming as IncomingMessage, draining.signal)),
    }) as Server;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const closed = once(server, "close");
    return {
      address: { kind: "tcp", host: "127.0.0.1", port },
      drain: async () => {
        server.close();
        draining.abort();
        await closed;
      },
      [Symbol.asyncDispose]: async () => {
        server.close();
        server.closeAllConnections();
        await closed;
      },
    };
  },
};
