/** Fastify. */

import { nodeProgram } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const fastify: Competitor = {
  name: "fastify",
  about: "Fastify",
  needs: [],
  version: { kind: "package", name: "fastify" },
  can: ["echo", "unix"],
  start: (place) => nodeProgram(place, "fastify.ts"),
};
