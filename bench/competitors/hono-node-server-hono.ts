/** @hono/node-server with Hono's router. */

import { nodeProgram } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const honoNodeServerHono: Competitor = {
  name: "hono-node-server-hono",
  about: "@hono/node-server with Hono's router",
  needs: [],
  version: { kind: "package", name: "@hono/node-server" },
  can: [],
  start: (place) => nodeProgram(place, "hono-node-server.ts", "hono"),
};
