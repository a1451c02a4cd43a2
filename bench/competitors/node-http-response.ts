/** node:http with Node's own Response. */

import { nodeProgram } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const nodeHttpResponse: Competitor = {
  name: "node-http-response",
  about: "node:http with Node's own Response",
  needs: [],
  version: { kind: "command", argv: [process.execPath, "--version"] },
  can: [],
  start: (place) => nodeProgram(place, "node-http-response.ts"),
};
