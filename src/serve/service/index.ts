/** The manners of a service: what it tells its manager, its files, its user. Floor 2. */
export { serviceErrors } from "./errors.ts";
export {
  assumeIdentity,
  giveTo,
  type Identity,
  type IdentityRequest,
  resolveIdentity,
} from "./identity.ts";
export { type LogFile, openDescriptor, openLogFile } from "./log-file.ts";
export { notifyVariables, planNotification, type ServicePhase } from "./notification.ts";
export { createNotifier, type Notifier } from "./notifier.ts";
export type { ServiceSettings } from "./options.ts";
export { assertPidFileFree, createPidFile, type PidFile } from "./pid-file.ts";
export { watchTouches } from "./touched-file.ts";
