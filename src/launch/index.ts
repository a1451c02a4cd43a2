/** From settings to a running server: what every command that serves has in common. Floor 7. */
export { planShared } from "./addresses.ts";
export { checkApp, type CheckCall, type CheckedApp } from "./check.ts";
export {
  isDetached,
  reportToStarter,
  resolveLogFile,
  type RunningDaemon,
  startDaemon,
} from "./daemon.ts";
export { dev, type DevCall } from "./dev.ts";
export { launchErrors } from "./errors.ts";
export type { Banner } from "./banner.ts";
export { serve } from "./serve.ts";
export type { ServeCall } from "./serve-call.ts";
export { joinStem, type StemLink } from "../serve/succession/index.ts";
