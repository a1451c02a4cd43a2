/** What is seen of a running server: access log, application log, profiles. Floor 2. */
export {
  type AccessLog,
  type AccessLogPlan,
  type AccessLogSettings,
  checkAccessLog,
  openAccessLog,
  planAccessLog,
} from "./access-log.ts";
export { type AppLogSettings, createAppLog, isTalkative, toJsonOutput } from "./app-log.ts";
export { observeErrors } from "./errors.ts";
export type { LogLevel, ObserveSettings } from "./options.ts";
export { checkProfileFolder, Profiler, type ProfilerSettings } from "./profiler.ts";
