/** Settings: gathered from every room, resolved from flags and environment. Floor 6. */
export { type OptionDefinition, type OptionTable, toFlag, toVariable } from "../core/options.ts";
export { formatDefault } from "./defaults.ts";
export { configErrors } from "./errors.ts";
export { type Resolved, resolveSettings } from "./resolve.ts";
export { type Settings, settingsTable } from "./settings.ts";
export {
  formatOrigin,
  fromEnvironment,
  fromFile,
  fromFlags,
  type Origin,
  type Source,
} from "./sources.ts";
