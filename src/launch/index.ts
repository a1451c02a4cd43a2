/** From settings to a running server: what every command that serves has in common. Floor 7. */
export { checkApp, type CheckCall, type CheckedApp } from "./check.ts";
export { launchErrors } from "./errors.ts";
export { type Banner, serve, type ServeCall } from "./serve.ts";
