/** The command `landfall serve` of this checkout's build, as a user would call it, with an app of `programs/`. */

import { join } from "node:path";

import { formatListenAddress } from "../../../src/core/index.ts";
import type { Command, Place, Reload } from "../contract.ts";
import { toFlags } from "./flags.ts";
import { programPath } from "./node-program.ts";

const bin = join(import.meta.dirname, "../../../bin/landfall.js");

/** Serves `programs/APP`; `flags` are added. */
export function landfallServe(place: Place, app: string, ...flags: readonly string[]): Command {
  const settings = {
    listen: formatListenAddress(place.target),
    workers: String(place.workers),
    control: join(place.folder, "control.sock"),
  };
  const own = toFlags({ ...settings, "strip-types": "", quiet: "" });
  const argv = ["serve", programPath(app), ...own, ...flags];
  return { argv: [process.execPath, bin, ...argv] };
}

/** `landfall reload`, which returns when the new generation serves. */
export function landfallReload({ folder }: Place): Reload {
  const argv = [bin, "reload", "--control", join(folder, "control.sock")];
  return { kind: "command", argv: [process.execPath, ...argv] };
}
