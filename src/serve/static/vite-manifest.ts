/** What Vite has built: its manifest (`build.manifest`, Vite's guide "Backend Integration") as URLs and tags. */

import { readFileSync } from "node:fs";
import { toMessage } from "../../core/index.ts";
import { encodeFilePath } from "./asset-path.ts";
import { formatElement } from "./asset-tag.ts";
import { staticErrors } from "./errors.ts";

/** Where the manifest is, and where the built files are served. */
export interface ViteManifestOptions {
  /** Usually `dist/.vite/manifest.json`. */
  readonly file: string;
  /** The prefix of the folder that holds what Vite has built; `/static/`. */
  readonly prefix?: string;
}

/** A row of the manifest, as far as it is used. */
interface Chunk {
  readonly file: string;
  readonly css: readonly string[];
  readonly assets: readonly string[];
  readonly imports: readonly string[];
}

/** Reads the manifest; throws `VITE_MANIFEST_INVALID`. */
export function loadViteManifest({ file, prefix = "/static/" }: ViteManifestOptions): ViteManifest {
  try {
    const rows = Object.entries(JSON.parse(readFileSync(file, "utf8")) as object);
    const chunks = rows.map(([name, row]) => [name, toChunk(row)] as const);
    return new ViteManifest({ file, prefix }, new Map(chunks));
  } catch (error) {
    throw staticErrors.fail.VITE_MANIFEST_INVALID({ file, reason: toMessage(error) }, error);
  }
}

/** What Vite has built. Serves as `immutable` of `staticFiles`, too: built names change with their content. */
export class ViteManifest {
  readonly #place: Required<ViteManifestOptions>;
  readonly #chunks: ReadonlyMap<string, Chunk>;
  readonly #hashed: ReadonlySet<string>;

  constructor(place: Required<ViteManifestOptions>, chunks: ReadonlyMap<string, Chunk>) {
    this.#place = place;
    this.#chunks = chunks;
    const files = [...chunks.values()].flatMap(({ file, css, assets }) => [
      file,
      ...css,
      ...assets,
    ]);
    this.#hashed = new Set(files.filter((file) => /-[\w-]{8,}\.\w+$/.test(file)));
  }

  /** Whether Vite has built this path, and with a hash in its name. */
  test(path: string): boolean {
    return this.#hashed.has(path);
  }

  /** The URL of what was built of a source; throws `VITE_ENTRY_MISSING`. */
  assetUrl(entry: string): string {
    return this.#toUrl(this.#chunkOf(entry).file);
  }

  /** Styles, script and preloads that a page includes an entry with. */
  tags(entry: string): string {
    const chunk = this.#chunkOf(entry);
    const imported = this.#importsOf(chunk, new Set());
    const styles = new Set([chunk, ...imported].flatMap(({ css }) => css));
    const links = [...styles].map((file) =>
      formatElement("link", { rel: "stylesheet", href: this.#toUrl(file) }),
    );
    const preloads = imported.map(({ file }) =>
      formatElement("link", { rel: "modulepreload", href: this.#toUrl(file) }),
    );
    const script = formatElement("script", { type: "module", src: this.#toUrl(chunk.file) });
    const isStyle = chunk.file.endsWith(".css");
    const own = isStyle
      ? formatElement("link", { rel: "stylesheet", href: this.#toUrl(chunk.file) })
      : `${script}</script>`;
    return [...links, own, ...preloads].join("\n");
  }

  /** Chunks that come with this one, each once. */
  #importsOf(chunk: Chunk, seen: Set<Chunk>): readonly Chunk[] {
    for (const name of chunk.imports) {
      const imported = this.#chunkOf(name);
      if (seen.has(imported)) continue;
      seen.add(imported);
      this.#importsOf(imported, seen);
    }
    return [...seen];
  }

  #chunkOf(entry: string): Chunk {
    const chunk = this.#chunks.get(entry);
    if (chunk !== undefined) return chunk;
    throw staticErrors.fail.VITE_ENTRY_MISSING({ entry, file: this.#place.file });
  }

  #toUrl(file: string): string {
    return this.#place.prefix + encodeFilePath(file);
  }
}

function toChunk(row: unknown): Chunk {
  const { file, ...rest } = row as Readonly<Record<string, unknown>>;
  if (typeof file !== "string") throw new Error("a row names no file");
  const list = (key: string): readonly string[] =>
    Array.isArray(rest[key]) ? rest[key].map(String) : [];
  return { file, css: list("css"), assets: list("assets"), imports: list("imports") };
}
