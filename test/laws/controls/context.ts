/** What servers that know no context are given, so that the law can be run on them. */

import type { IncomingMessage } from "node:http";
import { silentLogger } from "../../../src/core/index.ts";
import {
  type ClientAddress,
  type RequestContext,
  ServedTrailers,
} from "../../../src/http/index.ts";
import type { ServerSubject } from "../../../src/laws/index.ts";

/** What none of them has. */
export const bareLacks: NonNullable<ServerSubject["lacks"]> = {
  timedLimits: "takes its limits elsewhere, if it has any",
  trailers: "hands no trailers to its handlers",
  decompression: "decodes no request bodies",
  webSockets: "WebSockets are left to other packages",
};

/** Who asks, on Node. */
export function clientOf(incoming: IncomingMessage): ClientAddress {
  const { remoteAddress: address = "unix", remotePort: port = 0 } = incoming.socket;
  return { address, port };
}

/** A context made of what they know; what they cannot tell is left empty. */
export function contextOf(
  request: Request,
  client: ClientAddress,
  draining: AbortSignal,
): RequestContext {
  return {
    client,
    peer: client,
    scheme: new URL(request.url).protocol === "https:" ? "https" : "http",
    isLocal: true,
    isClientKnown: true,
    basePath: "",
    requestId: "",
    trace: undefined,
    log: silentLogger,
    worker: 0,
    server: "control",
    get signal() {
      return request.signal;
    },
    draining,
    trailers: new ServedTrailers(undefined),
    waitUntil: () => {},
    upgrade: () => {
      throw new Error("the law asks for no WebSocket of servers that lack it");
    },
  };
}
