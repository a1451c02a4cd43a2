/** node:cluster: its first process accepts and hands connections round; HUP replaces the workers one by one. */

import { nodeProgram } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const nodeCluster: Competitor = {
  name: "node-cluster",
  about: "node:http in node:cluster, a new worker first, then `disconnect()` with 2 s of patience",
  needs: [],
  version: { kind: "command", argv: [process.execPath, "--version"] },
  can: ["echo", "unix", "workers"],
  start: (place) => nodeProgram(place, "node-cluster.ts"),
  reload: () => ({ kind: "signal", signal: "SIGHUP" }),
};
