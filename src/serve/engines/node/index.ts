/** Engine `node`: Node's own HTTP/1.1 server, which runs every app. */

import type { ServerAdapter } from "../contract.ts";

/** HTTP/1.1 by node:http. */
export const node: ServerAdapter<"node"> = {
  name: "node",
  summary: "Node's own HTTP server: runs every app, no package needed.",
  accepts: ["tcp", "unix", "descriptor"],
  hasNodePair: true,
  hasWebSockets: true,
  // Loaded when it is started: a master reads the table only, and needs no HTTP of its own.
  start: async (handler, listeners, options) => {
    const { startNodeServer } = await import("./node-server.ts");
    return startNodeServer(handler, listeners, options);
  },
};
