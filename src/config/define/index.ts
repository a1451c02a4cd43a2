/** What a configuration file is written with; it loads nothing, so that apps may import it too. Floor 7. */
export { type ConfigContext, type ConfigSource, defineConfig } from "./define-config.ts";
export type { LandfallConfig, LandfallSettings, WrittenRunSettings } from "./landfall-config.ts";
