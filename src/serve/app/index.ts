/** From the app's name on the command line to a handler: find, load, recognise, start. */
export type { AppEntry } from "./app-error.ts";
export { discoverApp } from "./discover-app.ts";
export { appErrors, type AppErrors, type AppFailure, type MissingDependency } from "./errors.ts";
export type { AppLoader } from "./import-file.ts";
export { type CapturedServer, type CapturePlace, ListenCapture } from "./listen-capture.ts";
export { loadApp, type LoadRequest, type LoadResult } from "./load-app.ts";
export type { AppOrigin, AppShape, LoadedApp } from "./shapes/contract.ts";
export { appShapes, findShape } from "./shapes/registry.ts";
export { type AppSpecifier, type ExportSelection, parseAppSpecifier } from "./specifier.ts";
export type { AppSettings } from "./options.ts";
export { startApp } from "./start-app.ts";
