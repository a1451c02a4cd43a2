/** What servers that know no context are given, so that the law can be run on them. */

import type { IncomingMessage } from "node:http";
import type { ClientAddress, RequestContext } from "../../../src/http/index.ts";

/** A context made of Node's request; what it cannot tell is left empty. */
export function contextOf(
  request: Request,
  incoming: IncomingMessage,
  draining: AbortSignal,
): RequestContext {
  const { remoteAddress: address = "unix", remotePort: port = 0 } = incoming.socket;
  const client: ClientAddress = { address, port };
  return {
    client,
    peer: client,
    scheme: new URL(request.url).protocol === "https:" ? "https" : "http",
    isLocal: true,
    basePath: "",
    requestId: "",
    worker: 0,
    server: "control",
    get signal() {
      return request.signal;
    },
    draining,
    waitUntil: () => {},
    upgrade: () => {
      throw new Error("the law asks for no WebSocket of servers that lack it");
    },
  };
}
