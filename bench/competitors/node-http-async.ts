/** node:http, answering a microtask later. */

import { nodeProgram } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const nodeHttpAsync: Competitor = {
  name: "node-http-async",
  about: "node:http, answering a microtask later",
  needs: [],
  version: { kind: "command", argv: [process.execPath, "--version"] },
  can: [],
  start: (place) => nodeProgram(place, "node-http.ts", "async"),
};
