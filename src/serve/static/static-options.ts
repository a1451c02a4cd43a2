/** What a folder of files can be told in code, and what holds when it is told nothing. */

import { realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  type Bytes,
  type Clock,
  kilobytes,
  megabytes,
  type Millis,
  seconds,
  systemClock,
  toMessage,
} from "../../core/index.ts";
import { staticErrors } from "./errors.ts";
import type { Offload } from "./offload.ts";

/** How URLs bear versions: `?v=…`, `/_v/…/` before the path, or the site's release `/_1.2.3/` before it. */
export type VersionStyle = "query" | "path" | "release";

/** Tells some paths from others. */
export interface PathTest {
  test(path: string): boolean;
}

/** The options of `staticFiles`; only `root` is required. */
export interface StaticOptions {
  /** The folder; a relative one is looked for in the working folder. */
  readonly root: string;
  /** Begins and ends with a slash; `/static/`. */
  readonly prefix?: string;
  /** The file that answers for its folder, `index.html`; false for none. */
  readonly index?: string | false;
  /** Leave what is not found under the prefix to the app; true only for the prefix `/`. */
  readonly fallthrough?: boolean;
  /** A file of the folder that is the body of a 404. */
  readonly notFound?: string;
  /** Files that are served at the site's root, too; `favicon.ico` and `robots.txt`. */
  readonly rootFiles?: readonly string[];
  /** Serve names that begin with a dot; false. */
  readonly dotFiles?: boolean;
  /** Serve `.br`, `.zst` and `.gz` siblings of the same content; true. */
  readonly precompressed?: boolean;
  /** Media types by extension without the dot, in addition to those that are known. */
  readonly types?: Readonly<Record<string, string>>;
  /** Cache-Control of what is not known to stay as it is; `no-cache`. */
  readonly cacheControl?: string;
  /** Tells paths whose content never changes, as bundlers make them: a RegExp, or what `loadViteManifest` returns. */
  readonly immutable?: PathTest;
  /** The site's release, e.g. `1.2.3`, for the style `release`. */
  readonly release?: string;
  /** How `assetUrl` writes versions; `query`. */
  readonly versions?: VersionStyle;
  /** True saves every file; `query` those that are asked for with `?attachment`; false. */
  readonly download?: boolean | "query";
  readonly offload?: Offload;
  /** Fields to add, by the file's path; names in lower case. */
  readonly headers?: (path: string) => Readonly<Record<string, string>>;
  /** How long the disk is not asked again; 1s, and 0 for development. */
  readonly interval?: Millis;
  /** The largest file that is kept in memory; 256kb. */
  readonly maxContent?: Bytes;
  /** All contents in memory together; 64mb. */
  readonly maxMemory?: Bytes;
  /** The path under which the app is published, for `assetUrl`; empty. */
  readonly basePath?: string;
  /** Hears of files that `assetUrl` does not find; else it becomes a warning of the process. */
  readonly onMissing?: (path: string) => void;
  readonly clock?: Clock;
}

type Unset = "notFound" | "immutable" | "release" | "offload" | "headers";

/** The options with what holds by default. */
export type StaticPlan = Required<Omit<StaticOptions, Unset | "index">> & {
  readonly [Key in Unset]: StaticOptions[Key];
} & {
  /** Empty for none. */
  readonly index: string;
};

/** Fills in the defaults and looks at the folder; throws what is in `staticErrors`. */
export function resolveStaticOptions(options: StaticOptions): StaticPlan {
  const { prefix = "/static/", release } = options;
  if (!/^\/(?:[^?#]*\/)?$/.test(prefix)) throw staticErrors.fail.STATIC_PREFIX_INVALID({ prefix });
  if (release !== undefined && !/^\d+\.\d+\.\d+$/.test(release)) {
    throw staticErrors.fail.STATIC_RELEASE_INVALID({ release });
  }
  return {
    fallthrough: prefix === "/",
    rootFiles: ["favicon.ico", "robots.txt"],
    dotFiles: false,
    precompressed: true,
    types: {},
    cacheControl: "no-cache",
    versions: release === undefined ? "query" : "release",
    download: false,
    interval: seconds(1),
    maxContent: kilobytes(256),
    maxMemory: megabytes(64),
    basePath: "",
    clock: systemClock,
    onMissing: warnOnce(),
    ...({ notFound: undefined, immutable: undefined, release } as const),
    ...({ offload: undefined, headers: undefined } as const),
    ...options,
    prefix,
    index: options.index === false ? "" : (options.index ?? "index.html"),
    root: toRealFolder(options.root),
  };
}

/** The folder without links; throws `STATIC_FOLDER_MISSING`. */
export function toRealFolder(folder: string, cwd = "."): string {
  try {
    const root = realpathSync(join(folder.startsWith("/") ? "" : cwd, folder));
    if (statSync(root).isDirectory()) return root;
  } catch (error) {
    throw staticErrors.fail.STATIC_FOLDER_MISSING({ folder, reason: toMessage(error) }, error);
  }
  throw staticErrors.fail.STATIC_FOLDER_MISSING({ folder, reason: "it is no folder" });
}

function warnOnce(): (path: string) => void {
  const told = new Set<string>();
  return (path) => {
    if (told.has(path) || told.size > 1_000) return;
    told.add(path);
    process.emitWarning(`found no static file ${JSON.stringify(path)}`, "LandfallWarning");
  };
}
