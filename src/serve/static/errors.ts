/** What can go wrong with folders of files, before and while they are served. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What each error of this room is told. */
export interface StaticErrors {
  STATIC_FOLDER_MISSING: { folder: string; reason: string };
  STATIC_PREFIX_INVALID: { prefix: string };
  STATIC_PREFIX_TWICE: { prefix: string };
  STATIC_RELEASE_INVALID: { release: string };
  STATIC_FILE_CHANGED: { file: string };
  ASSET_TOO_LARGE: { path: string };
  ASSET_IN_THE_WAY: { path: string };
  ASSETS_FOLDER_UNNAMED: Record<never, never>;
  ASSETS_NOT_CONFIGURED: { path: string };
  ASSET_TAG_UNKNOWN: { path: string; type: string };
  VITE_MANIFEST_INVALID: { file: string; reason: string };
  VITE_ENTRY_MISSING: { entry: string; file: string };
}

/** The errors of static files. */
export const staticErrors: ErrorTable<StaticErrors> = defineErrors<StaticErrors>({
  STATIC_FOLDER_MISSING: {
    message: ({ folder, reason }) => `cannot serve files from ${folder}: ${reason}`,
    hint: () => "Name a folder that exists; a relative one is looked for in the project.",
    exitCode: 2,
  },
  STATIC_PREFIX_INVALID: {
    message: ({ prefix }) => `cannot serve files under ${JSON.stringify(prefix)}`,
    hint: () => "A prefix begins and ends with a slash: /static/, or / alone.",
    exitCode: 2,
  },
  STATIC_PREFIX_TWICE: {
    message: ({ prefix }) => `two folders are to be served under ${prefix}`,
    hint: () => "Give each folder a prefix of its own: --static public --static media:/media/",
    exitCode: 2,
  },
  STATIC_RELEASE_INVALID: {
    message: ({ release }) => `expected a release such as 1.2.3, got ${JSON.stringify(release)}`,
    hint: () => "Write three numbers with dots between them.",
    exitCode: 2,
  },
  STATIC_FILE_CHANGED: {
    message: ({ file }) => `${file} changed while it was sent`,
    hint: () => "Write the new content beside a file and rename it, instead of writing into it.",
    exitCode: 1,
  },
  ASSET_TOO_LARGE: {
    message: ({ path }) => `${JSON.stringify(path)} is too large to be compressed in memory`,
    hint: () => "Files of more than 256 MB are served as they are; compress it with another tool.",
    exitCode: 1,
  },
  ASSET_IN_THE_WAY: {
    message: ({ path }) => `${JSON.stringify(path)} is a folder where a compressed file belongs`,
    hint: () => "Give the folder another name.",
    exitCode: 1,
  },
  ASSETS_FOLDER_UNNAMED: {
    message: () => "no folder of files is named",
    hint: () => "Name one: `landfall assets compress public`, or set --static as for serve.",
    exitCode: 2,
  },
  ASSETS_NOT_CONFIGURED: {
    message: ({ path }) => `nobody serves files, so there is no URL for ${JSON.stringify(path)}`,
    hint: () => "Start with --static FOLDER, or call useAssets(staticFiles({ … })) first.",
    exitCode: 2,
  },
  ASSET_TAG_UNKNOWN: {
    message: ({ path, type }) => `no HTML element includes ${path} (${type})`,
    hint: () => "Write the element yourself, with assetUrl for its address.",
    exitCode: 2,
  },
  VITE_MANIFEST_INVALID: {
    message: ({ file, reason }) => `cannot read the manifest ${file}: ${reason}`,
    hint: () => "Build with build.manifest: true in Vite's configuration.",
    exitCode: 2,
  },
  VITE_ENTRY_MISSING: {
    message: ({ entry, file }) => `${file} has no entry ${JSON.stringify(entry)}`,
    hint: () => "Name a source as Vite does, relative to its root: src/main.ts",
    exitCode: 2,
  },
});
