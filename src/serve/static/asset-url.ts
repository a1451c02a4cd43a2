/** URLs of files, with the version of what they hold now; at once, because templates cannot wait. */

import { realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Millis } from "../../core/index.ts";
import { encodeFilePath } from "./asset-path.ts";
import { isWithin, toIdentity } from "./locate.ts";
import type { PathTest, VersionStyle } from "./static-options.ts";
import type { Versions } from "./versions.ts";

/** How a URL is wanted. */
export interface AssetUrlOptions {
  /** The request's context, when the app's base path may differ from request to request. */
  readonly context?: { readonly basePath: string };
  /** Put before the path: `https://cdn.example`. */
  readonly origin?: string;
  /** False leaves the version out. */
  readonly version?: boolean;
}

/** Where files are, and how their URLs are written. */
export interface AssetUrlRules {
  readonly root: string;
  readonly prefix: string;
  readonly basePath: string;
  readonly versions: VersionStyle;
  readonly release: string | undefined;
  readonly immutable: PathTest | undefined;
  readonly interval: Millis;
  readonly clock: Clock;
  onMissing(path: string): void;
}

interface Known {
  readonly version: string | undefined;
  readonly checkedAt: number;
}

const mostKnown = 10_000;
/** See `toState`. */
const coarsestTime = 2_000;

/** Writes URLs for the files of one folder. */
export class AssetUrls {
  readonly #rules: AssetUrlRules;
  readonly #versions: Versions;
  readonly #known = new Map<string, Known>();

  constructor(rules: AssetUrlRules, versions: Versions) {
    this.#rules = rules;
    this.#versions = versions;
  }

  /** The URL of a file by its path below the folder, without a version when there is no such file. */
  url(path: string, { context, origin = "", version = true }: AssetUrlOptions = {}): string {
    const { prefix, basePath } = this.#rules;
    const name = path.replace(/^\/+/, "");
    const start = origin + (context?.basePath ?? basePath) + prefix;
    const encoded = encodeFilePath(name);
    const mark = version ? this.#mark(name) : undefined;
    if (mark === undefined) return start + encoded;
    return mark.kind === "query"
      ? `${start}${encoded}?v=${mark.text}`
      : start + mark.text + encoded;
  }

  /** The version of a file as it is now; undefined when there is none. */
  version(path: string): string | undefined {
    const { clock, interval } = this.#rules;
    const known = this.#known.get(path);
    if (known !== undefined && clock.now() - known.checkedAt < interval) return known.version;
    const version = this.#read(path);
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(path, { version, checkedAt: clock.now() });
    return version;
  }

  #mark(path: string): { readonly kind: "query" | "folder"; readonly text: string } | undefined {
    const { versions, release, immutable, onMissing } = this.#rules;
    if (immutable?.test(path) === true) return undefined;
    const version = this.version(path);
    if (version === undefined) return void onMissing(path);
    switch (versions) {
      case "query":
        return { kind: "query", text: version };
      case "path":
        return { kind: "folder", text: `_v/${version}/` };
      case "release":
        return release === undefined ? undefined : { kind: "folder", text: `_${release}/` };
      default:
        return versions satisfies never;
    }
  }

  #read(path: string): string | undefined {
    const { root } = this.#rules;
    try {
      const file = realpathSync(join(root, path));
      const stats = statSync(file, { bigint: true });
      if (!isWithin(file, root) || !stats.isFile()) return undefined;
      const isYoung = Date.now() - Number(stats.mtimeMs) < coarsestTime;
      return this.#versions.computeSync({ file, identity: toIdentity(stats), isYoung });
    } catch {
      return undefined;
    }
  }
}
