/** Makes a broken adapter: engine `node` with its handler or its running server replaced. */

import type { Handler } from "../../../src/http/index.ts";
import { node, type RunningServer, type ServerAdapter } from "../../../src/serve/engines/index.ts";

/** What is broken. */
export interface Fault {
  readonly name: string;
  readonly handler?: (handler: Handler) => Handler;
  readonly server?: (server: RunningServer) => RunningServer;
}

/** Engine `node` with one fault. */
export function aroundNode(fault: Fault): ServerAdapter {
  return {
    ...node,
    name: fault.name,
    start: async (handler, listeners, options) => {
      const inner = fault.handler?.(handler) ?? handler;
      const server = await node.start(inner, listeners, options);
      return fault.server?.(server) ?? server;
    },
  };
}
