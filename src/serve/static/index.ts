/** Static files: versioned, compressed, safe, fast. Published as `landfall/static`. */
export type { AssetUrlOptions } from "./asset-url.ts";
export { assetUrl, useAssets } from "./current-assets.ts";
export { type HonoContext, toExpressMiddleware, toHonoMiddleware } from "./bridges.ts";
export { type StaticErrors, staticErrors } from "./errors.ts";
export { assertStaticFolders, openStaticFolders, type StaticFolders } from "./folders.ts";
export type { StaticFolder, StaticSettings } from "./options.ts";
export type { Offload } from "./offload.ts";
export { type MaybeResponse, StaticFiles, staticFiles } from "./static-files.ts";
export type { StaticOptions, VersionStyle } from "./static-options.ts";
