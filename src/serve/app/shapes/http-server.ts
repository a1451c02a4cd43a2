/** A node:http server that was made and does not listen; one that wants to is redirected by `ListenCapture`. */

import { Server } from "node:http";
import { hasMembers } from "../members.ts";
import { toServerHandler } from "../server-listeners.ts";
import type { AppShape } from "./contract.ts";

/** There is one node:http in a process, so its class may be asked for. */
export const httpServer: AppShape<Server, "http-server"> = {
  name: "http-server",
  noun: "a node:http server",
  summary: "a node:http server",
  matches: (value): value is Server => value instanceof Server,
  adapt: (server) => ({ handler: toServerHandler(server), needsNodePair: true }),
  advise: (value) =>
    hasMembers(value, { setSecureContext: "function", closeAllConnections: "function" })
      ? "Landfall listens itself, so certificates are its business: export the listener, or http.createServer(listener)."
      : undefined,
};
