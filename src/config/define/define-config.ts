/** `defineConfig`: gives an editor the type of what is written, and returns it as it is. */

import type { LandfallConfig } from "./landfall-config.ts";

/** What a configuration written as a function is called with. */
export interface ConfigContext {
  /** `--environment`, else `NODE_ENV`, else `production`. */
  readonly environment: string;
}

/** A configuration, a promise of one, or a function that makes either. */
export type ConfigSource =
  | LandfallConfig
  | Promise<LandfallConfig>
  | ((context: ConfigContext) => LandfallConfig | Promise<LandfallConfig>);

/** Names the type of a configuration file's default export; does nothing else. */
export function defineConfig(config: ConfigSource): ConfigSource {
  return config;
}
