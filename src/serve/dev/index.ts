/** Development: which files the app consists of, when they change, and what a browser is shown of an error. Floor 2. */
export type { DevSettings } from "./options.ts";
export { LoadedFiles, trackLoadedFiles, type TrackedFile } from "./loaded-files.ts";
export type { DevelopmentOrders } from "./orders.ts";
export { answerError, type ErrorPagePlace, type FailedRequest } from "./error-page/answer.ts";
export { createLiveLayer } from "./live/layer.ts";
export { toFailureApp } from "./failure-app.ts";
export { stampOf } from "./stamp.ts";
export { Watcher, type WatchPlan } from "./watcher.ts";
