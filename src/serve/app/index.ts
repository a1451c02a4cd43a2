/** From the app's name on the command line to a handler: find, load, recognise, start. */
export { type AppEntry, describeFailure } from "./app-error.ts";
export { discoverApp } from "./discover-app.ts";
export { appErrors, type AppErrors, type AppFailure, type MissingDependency } from "./errors.ts";
export type { AppLoader } from "./import-file.ts";
export { type CapturedServer, type CapturePlace, ListenCapture } from "./listen-capture.ts";
export { loadApp, type LoadRequest, type LoadResult } from "./load-app.ts";
export { type ExportRequest, findExport, loadExport, type LoadedExport } from "./load-export.ts";
export { resolvePackage } from "./resolve-package.ts";
export { type PickedExport, recogniseApp } from "./pick-export.ts";
export type { AppOrigin, AppShape, LoadedApp } from "./shapes/contract.ts";
export { appShapes, findShape } from "./shapes/registry.ts";
export { type AppSpecifier, type ExportSelection, parseAppSpecifier } from "./specifier.ts";
export type { AppSettings } from "./options.ts";
export { locateJsonError } from "./json-error.ts";
export {
  describeValue,
  type Namespace,
  type TakenExport,
  type WantedExport,
} from "./take-export.ts";
export { startApp } from "./start-app.ts";
export { describeThrown } from "./thrown.ts";
