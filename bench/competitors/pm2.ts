/** PM2 in its cluster mode, in the foreground. It is AGPL: the bench installs it for itself, Landfall never depends on it. */

import { join } from "node:path";

import { listenEnvironment, programPath } from "./commands/node-program.ts";
import type { Competitor, Place } from "./contract.ts";

export const pm2: Competitor = {
  name: "pm2",
  about: "node:http under PM2 in cluster mode, `pm2 reload`",
  needs: [{ kind: "npm", package: "pm2", range: "^7.0.4" }],
  version: { kind: "package", name: "pm2" },
  can: ["echo", "unix", "workers"],
  start: (place) => ({
    argv: [...pm2Command(place), "start", programPath("pm2.mjs"), ...inCluster(place)],
    env: { ...listenEnvironment(place), PM2_HOME: place.folder },
  }),
  reload: (place) => ({
    kind: "command",
    argv: ["env", `PM2_HOME=${place.folder}`, ...pm2Command(place), "reload", "bench"],
  }),
};

function pm2Command({ installed }: Place): [string, string] {
  return [process.execPath, join(installed, "node_modules/pm2/bin/pm2")];
}

function inCluster({ workers }: Place): readonly string[] {
  return ["--name", "bench", "-i", String(workers), "--no-daemon"];
}
