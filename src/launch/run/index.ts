/** `run()`: an app served by the process that calls it; what serves is loaded when it is called. Floor 8. */
export { run } from "./run.ts";
export type { RunningApp, RunOptions } from "./running-app.ts";
