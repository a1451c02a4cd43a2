/** From the path of a request to the name of a file below a folder. Pure: nothing here asks the disk. */

/** The version that a URL claims: of a file's content, or the site's release. */
export type VersionMark =
  | { readonly kind: "content"; readonly version: string }
  | { readonly kind: "release"; readonly version: string };

/** What a path says. */
export type AssetPath =
  | {
      readonly kind: "named";
      /** Relative, decoded, with slashes: `images/logo.png`; empty for the folder itself. */
      readonly path: string;
      /** It ends with a slash, so that only a folder's index can be meant. */
      readonly isFolder: boolean;
      readonly mark: VersionMark | undefined;
    }
  /** Not below the prefix. */
  | { readonly kind: "elsewhere" }
  /** No file is served under such a name: hidden, or longer than names are. */
  | { readonly kind: "missing" }
  /** Not the path of anything: a bad escape, or characters that mean something else to a file system. */
  | { readonly kind: "malformed" };

/** How paths are read. */
export interface AssetPathRules {
  /** Begins and ends with a slash. */
  readonly prefix: string;
  /** Names that begin with a dot are files like others; `.well-known` always is. */
  readonly dotFiles: boolean;
}

/** Bytes of a name and of a path beyond which no file system that we know goes. */
const longestName = 255;
const longestPath = 4_096;
/** What nearly every path is: nothing to decode, nothing hidden, no empty name. */
const plain = /^(?:[\w-][\w.-]*(?:\/(?!$)|$))*$/;
/** Control characters, separators of other systems, and a slash that was encoded. */
const forbidden = /[\p{Cc}/\\]/u;
const drive = /^[a-z]:/i;
const contentFolder = /^_v\/([\w-]{16})\/(.*)$/s;
const releaseFolder = /^_(\d+\.\d+\.\d+)\/(.*)$/s;
const contentQuery = /(?:^\?|&)v=([^&]*)/;

/** Reads a URL's path and query (with its question mark, or empty). */
export function parseAssetPath(pathname: string, search: string, rules: AssetPathRules): AssetPath {
  const { prefix } = rules;
  if (!pathname.startsWith(prefix)) return { kind: "elsewhere" };
  const { rest, mark } = takeMark(pathname.slice(prefix.length), search);
  if (rest.length > longestPath * 3) return { kind: "missing" };
  if (plain.test(rest) && rest.length <= longestName) {
    return { kind: "named", path: rest, isFolder: rest === "", mark };
  }
  const isFolder = rest === "" || rest.endsWith("/");
  const names = rest.split("/").slice(0, isFolder ? -1 : undefined);
  const path = toPath(names, rules);
  if (typeof path !== "string") return path;
  return { kind: "named", path, isFolder, mark };
}

/** A file's path as a URL's: everything but slashes is encoded that could mean something else. */
export function encodeFilePath(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}

/** A version in the path wins over one in the query. */
function takeMark(
  rest: string,
  search: string,
): { readonly rest: string; readonly mark: VersionMark | undefined } {
  if (rest.startsWith("_")) {
    const [, version, inner] = contentFolder.exec(rest) ?? [];
    if (inner !== undefined) return { rest: inner, mark: { kind: "content", version: version! } };
    const [, release, path] = releaseFolder.exec(rest) ?? [];
    if (path !== undefined) return { rest: path, mark: { kind: "release", version: release! } };
  }
  const version = search === "" ? undefined : contentQuery.exec(search)?.[1];
  return { rest, mark: version === undefined ? undefined : { kind: "content", version } };
}

function toPath(names: readonly string[], { dotFiles }: AssetPathRules): string | AssetPath {
  let isMissing = false;
  const decoded: string[] = [];
  for (const [index, escaped] of names.entries()) {
    const name = decode(escaped);
    if (name === undefined || isMalformed(name, index)) return { kind: "malformed" };
    isMissing ||= !isServable(name, dotFiles, index);
    decoded.push(name);
  }
  const path = decoded.join("/");
  return isMissing || Buffer.byteLength(path) > longestPath ? { kind: "missing" } : path;
}

/** Percent-encoded UTF-8, decoded once. */
function decode(escaped: string): string | undefined {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

function isMalformed(name: string, index: number): boolean {
  if (name === "" || name === "." || name === "..") return true;
  return forbidden.test(name) || (index === 0 && drive.test(name));
}

function isServable(name: string, dotFiles: boolean, index: number): boolean {
  if (Buffer.byteLength(name) > longestName) return false;
  return dotFiles || !name.startsWith(".") || (index === 0 && name === ".well-known");
}
