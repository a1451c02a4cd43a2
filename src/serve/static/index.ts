/** Static files: versioned, compressed, safe, fast. Published as `landfall/static`. */
export type { AssetUrlOptions } from "./asset-url.ts";
export type { TagAttributes } from "./asset-tag.ts";
export { type AssetManifest, createManifest, saveManifest, writeManifest } from "./manifest.ts";
export { compress, type CompressOptions } from "./compress.ts";
export { loadViteManifest, ViteManifest, type ViteManifestOptions } from "./vite-manifest.ts";
export { assetUrl, type AssetSource, useAssets } from "./current-assets.ts";
export { type HonoContext, toExpressMiddleware, toHonoMiddleware } from "./bridges.ts";
export { type StaticErrors, staticErrors } from "./errors.ts";
export { assertStaticFolders, openStaticFolders, type StaticFolders } from "./folders.ts";
export {
  type AssetsProgress,
  type AssetsReport,
  compressAssets,
  type CompressAssetsOptions,
} from "./assets/compress-assets.ts";
export type { SiblingOutcome } from "./assets/compress-file.ts";
export { type AssetFacts, listAssets } from "./assets/list-assets.ts";
export { watchFolder } from "./assets/watch-folder.ts";
export type { StaticFolder, StaticSettings } from "./options.ts";
export type { Offload } from "./offload.ts";
export { type MaybeResponse, StaticFiles, staticFiles } from "./static-files.ts";
export type { PathTest, StaticOptions, VersionStyle } from "./static-options.ts";
