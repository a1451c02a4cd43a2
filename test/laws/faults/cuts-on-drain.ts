/** Fault: Cuts what is in flight when it is told to drain. */

import type { ServerAdapter } from "../../../src/serve/engines/index.ts";
import { aroundNode } from "./around-node.ts";

/** Cuts what is in flight when it is told to drain. */
export const cutsOnDrain: ServerAdapter = aroundNode({
  name: "cuts-on-drain",
  server: (server) => ({
    addresses: server.addresses,
    activity: () => server.activity(),
    drain: () => {
      void server.drain();
      return server.close();
    },
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  }),
});
