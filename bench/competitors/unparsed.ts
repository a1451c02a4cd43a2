/** a socket that answers without parsing. */

import { nodeProgram } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const unparsed: Competitor = {
  name: "unparsed",
  about: "a socket that answers without parsing",
  needs: [],
  version: { kind: "command", argv: [process.execPath, "--version"] },
  can: ["unix"],
  start: (place) => nodeProgram(place, "unparsed.ts"),
};
