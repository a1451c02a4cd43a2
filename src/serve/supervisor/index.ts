/** The master: binds, starts workers, replaces them, ends them. Floor 3. */
export { createControlClient, type ControlClient } from "./control-client.ts";
export { forwardControl } from "./control-forward.ts";
export {
  type ControlPlace,
  fallbackControlPath,
  listControlPaths,
  prepareControlFolder,
  resolveControlPath,
  type Surroundings,
  toControlPlace,
} from "./control-path.ts";
export type { MaintenanceOutcome, MaintenanceRequest } from "./control-protocol.ts";
export {
  type ControlServer,
  openControlServer,
  type PreparedControl,
  prepareControlServer,
} from "./control-server.ts";
export { supervisorErrors } from "./errors.ts";
export { problemSchema } from "./problem-schema.ts";
export { outliveFaults } from "./faults.ts";
export { KeptLines, type LogLine, mostKeptLines, parseLineCount } from "./kept-lines.ts";
export type {
  KillStatus,
  ListenerStatus,
  MasterStatus,
  ReloadStatus,
  RestartCounts,
  WorkerStatus,
} from "./master-status.ts";
export { Master } from "./master.ts";
export type { Generation, MasterPlan } from "./master-plan.ts";
export type { SupervisorSettings } from "./options.ts";
export { parseMaintenance, type TypedMaintenance } from "./maintenance-request.ts";
export { watchNpmParent } from "./npm-parent.ts";
export { forwardSignals, listenToSignals, type SignalActions } from "./signals.ts";
export { type Policy, type PolicyFacts, toPolicy } from "./policy.ts";
export { parseWorkerCount, type ScaleChange, type ScaleOutcome } from "./scale-state.ts";
export type { MasterEnd, ReloadOutcome } from "./state.ts";
export { type UpgradeOutcome, upgradeSchema } from "./upgrade-outcome.ts";
export { WorkerProcess } from "./worker-process.ts";
export {
  killReasons,
  type MasterWatcher,
  reloadOutcomes,
  restartReasons,
  workerStates,
} from "./watcher.ts";
