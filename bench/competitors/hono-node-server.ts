/** @hono/node-server with a bare handler. */

import { nodeProgram } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const honoNodeServer: Competitor = {
  name: "hono-node-server",
  about: "@hono/node-server with a bare handler",
  needs: [],
  version: { kind: "package", name: "@hono/node-server" },
  can: ["echo", "unix"],
  start: (place) => nodeProgram(place, "hono-node-server.ts"),
};
