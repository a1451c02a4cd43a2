/** node:http with nothing on top. */

import { nodeProgram } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const nodeHttp: Competitor = {
  name: "node-http",
  about: "node:http with nothing on top",
  needs: [],
  version: { kind: "command", argv: [process.execPath, "--version"] },
  can: ["echo", "unix"],
  start: (place) => nodeProgram(place, "node-http.ts"),
};
