/** Engine `node`: Node's own HTTP/1.1 server, which runs every app. */

import type { ServerAdapter } from "../contract.ts";
import { startNodeServer } from "./node-server.ts";

/** HTTP/1.1 by node:http. */
export const node: ServerAdapter<"node"> = {
  name: "node",
  summary: "Node's own HTTP server: runs every app, no package needed.",
  accepts: ["tcp", "unix", "descriptor"],
  hasNodePair: true,
  start: startNodeServer,
};
