/** The settings of development: those of `serve`, with other defaults where nobody has said anything (row C4). */

import { formatOrigin, type LoadedConfig, type Settings } from "../config/index.ts";
import { millis, seconds } from "../core/index.ts";
import { launchErrors } from "./errors.ts";

/**
 * What differs: nobody serves on meanwhile, so a restart waits for nobody long; no connection outlives its answer, so that
 * none is idle when its worker goes, and one that is accepted just then has a moment for its request. A debugger
 * stops event loops, so no beat is missed.
 */
const defaults: Partial<Settings> = {
  workers: 1,
  ports: [],
  gracefulTimeout: seconds(1),
  keepAliveTimeout: millis(0),
  lingerTimeout: millis(200),
  heartbeatTimeout: millis(0),
};

/**
 * Fills in the defaults of development; a number of workers that is meant for production is left alone, one that was
 * typed is refused: throws `DEV_WORKERS` (row C7).
 */
export function toDevelopment(loaded: LoadedConfig): LoadedConfig {
  const { settings, origins, env } = loaded;
  const { workers } = settings;
  const isTyped = ["flag", "parameter"].includes(origins.workers.kind);
  if (isTyped && workers !== "auto" && workers !== 1) {
    throw launchErrors.fail.DEV_WORKERS({ workers, origin: formatOrigin(origins.workers) });
  }
  const keys = Object.keys(defaults) as (keyof Settings)[];
  const unsaid = keys.filter(
    (key) => key === "workers" || key === "ports" || origins[key].kind === "default",
  );
  const filled = Object.fromEntries(unsaid.map((key) => [key, defaults[key]]));
  return {
    ...loaded,
    settings: { ...settings, ...filled },
    env: { ...env, NODE_ENV: env["NODE_ENV"] || "development" },
  };
}
