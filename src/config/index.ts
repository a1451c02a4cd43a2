/** Settings: gathered from every room, resolved from every source, each with its origin. Floor 6. */
export {
  type AnyOption,
  type OptionDefinition,
  type OptionTable,
  toFlag,
  toVariable,
} from "../core/options.ts";
export { formatDefault } from "./defaults.ts";
export { configErrors } from "./errors.ts";
export { explainSettings, type SettingFacts } from "./explain.ts";
export { createJsonSchema } from "./json-schema.ts";
export {
  assertSound,
  type ConfigCall,
  loadConfig,
  type LoadedConfig,
  loadTable,
  nameBook,
  projectFolder,
} from "./load.ts";
export { bootOptions, type BootSettings } from "./options.ts";
export { formatReference } from "./reference.ts";
export { keepFixed, type Reread } from "./reread.ts";
export { judgeSettings, type Resolved, resolveSettings } from "./resolve.ts";
export { resolveRun } from "./run-settings.ts";
export {
  devTable,
  fixedSettings,
  optionRooms,
  type RunSettings,
  runTable,
  type Settings,
  settingsTable,
} from "./settings.ts";
export {
  formatOrigin,
  fromEnvironment,
  fromFile,
  fromFlags,
  type Origin,
  type Source,
} from "./sources.ts";
export { type NameBook, refuseKey } from "./unknown-names.ts";
