/** Deno.serve, on Deno from npm. */

import { join } from "node:path";

import { listenEnvironment, programPath } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

const program = join(import.meta.dirname, "../../node_modules/.bin/deno");

export const deno: Competitor = {
  name: "deno",
  about: "Deno.serve",
  needs: [],
  version: { kind: "package", name: "deno" },
  can: ["echo", "unix"],
  start: (place) => ({
    argv: [program, "run", "-A", "--no-config", "--no-lock", "--no-check", programPath("deno.ts")],
    env: { ...listenEnvironment(place), DENO_NO_UPDATE_CHECK: "1", DENO_DIR: place.folder },
  }),
};
