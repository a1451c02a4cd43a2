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
export {
  type AdminPages,
  type AdminPlace,
  type AdminServer,
  startAdminServer,
} from "./admin/admin-server.ts";
export { judgeLife, judgeReadiness, type ServiceState, type Verdict } from "./admin/health.ts";
export { formatExposition } from "./metrics/exposition.ts";
export { type ServiceFacts, toFamilies } from "./metrics/families.ts";
export { type MetricDefinition, metricTable } from "./metrics/metric-table.ts";
export { ServiceTally } from "./metrics/service-tally.ts";
export { WorkerMeter } from "./metrics/worker-meter.ts";
