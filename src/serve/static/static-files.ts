/** Files of a folder as middleware in front of a handler: answers what it has, and leaves the rest to the handler. */

import { type Handler, plainAnswer, readFields, type RequestContext } from "../../http/index.ts";
import { answerAsset, type AnswerRules, changed } from "./answer.ts";
import type { AssetQuestion } from "./answer-plan.ts";
import { type AssetPath, encodeFilePath, parseAssetPath, type VersionMark } from "./asset-path.ts";
import { type AssetName, AssetStore, type Found } from "./asset-store.ts";
import { type AssetUrlOptions, AssetUrls } from "./asset-url.ts";
import { formatAssetTag, type TagAttributes } from "./asset-tag.ts";
import type { Asset } from "./asset.ts";
import { staticErrors } from "./errors.ts";
import { resolveStaticOptions, type StaticOptions, type StaticPlan } from "./static-options.ts";
import { Versions } from "./versions.ts";

/** What middleware answers: nothing at all where it leaves the request to the next. */
export type MaybeResponse = Response | undefined | Promise<Response | undefined>;

/** What of a context matters here. */
type SomeContext = Pick<RequestContext, "basePath">;

/** One request on its way. */
interface Ask {
  readonly name: AssetName;
  readonly mark: VersionMark | undefined;
  readonly request: Request;
  readonly asked: AssetQuestion;
  readonly context: SomeContext | undefined;
  readonly isDirect: boolean;
  readonly search: string;
  /** Whether nobody else may answer. */
  readonly isOwned: boolean;
}

type Settled = Response | typeof changed | undefined;

/** The fields that conditions, ranges and codings are read from. */
const wanted: ReadonlyMap<string, Exclude<keyof AssetQuestion, "method">> = new Map([
  ["if-match", "ifMatch"],
  ["if-none-match", "ifNoneMatch"],
  ["if-modified-since", "ifModifiedSince"],
  ["if-unmodified-since", "ifUnmodifiedSince"],
  ["if-range", "ifRange"],
  ["range", "range"],
  ["accept-encoding", "acceptEncoding"],
]);

/** How often a file may turn out to be another one than a moment ago. */
const attempts = 3;

/** Serves the files of one folder; throws what is in `staticErrors` when it cannot be. */
export function staticFiles(options: StaticOptions): StaticFiles {
  return new StaticFiles(resolveStaticOptions(options));
}

/** The files of one folder: see `staticFiles`. Its functions need no `this`. */
export class StaticFiles {
  readonly #plan: StaticPlan;
  readonly #store: AssetStore;
  readonly #versions = new Versions();
  /** Large files as URLs with a version show them. */
  readonly #versioned = new WeakMap<Asset, Asset>();
  readonly #urls: AssetUrls;
  readonly #rules: AnswerRules;

  constructor(plan: StaticPlan) {
    this.#plan = plan;
    this.#store = new AssetStore({ ...plan, versions: this.#versions });
    this.#urls = new AssetUrls(plan, this.#versions);
    this.#rules = plan;
  }

  /** The folder, without links. */
  get root(): string {
    return this.#plan.root;
  }

  /** Bytes of contents that are kept in memory. */
  get memory(): number {
    return this.#store.memory;
  }

  /** Answers a request, or undefined for one that is the app's. */
  readonly respond = (request: Request, context?: SomeContext): MaybeResponse =>
    this.#respond(request, context, false);

  /** The same where a server of ours gets the answer as it is: see `prepareAnswer`. */
  readonly respondDirectly = (request: Request, context?: SomeContext): MaybeResponse =>
    this.#respond(request, context, true);

  /** A handler that answers with files first. */
  readonly before =
    (handler: Handler): Handler =>
    (request, context) =>
      orElse(this.respond(request, context), () => handler(request, context));

  /** The URL of a file with the version of what it holds; see `AssetUrlOptions`. */
  readonly assetUrl = (path: string, options?: AssetUrlOptions): string =>
    this.#urls.url(path, options);

  /** The HTML element that a page includes a file with; throws `ASSET_TAG_UNKNOWN`. */
  readonly tag = (path: string, attributes?: TagAttributes): string =>
    formatAssetTag(path, this.assetUrl(path), attributes);

  /** The version of a file as it is now; undefined when there is none. */
  readonly version = (path: string): string | undefined => this.#urls.version(path);

  #respond(request: Request, context: SomeContext | undefined, isDirect: boolean): MaybeResponse {
    const { prefix, dotFiles, fallthrough } = this.#plan;
    const { pathname, search } = splitUrl(request.url);
    const path = parseAssetPath(pathname, search, { prefix, dotFiles });
    switch (path.kind) {
      case "elsewhere":
        return this.#respondAtRoot(pathname, { request, context, isDirect, search });
      case "missing":
        return fallthrough ? undefined : this.#answerMissing(request);
      case "malformed":
        return fallthrough ? undefined : plainAnswer(400, "Bad Request\n");
      case "named":
        return this.#ask(path, { request, context, isDirect, search, isOwned: !fallthrough });
      default:
        return path satisfies never;
    }
  }

  #respondAtRoot(
    pathname: string,
    rest: Pick<Ask, "request" | "context" | "isDirect" | "search">,
  ): MaybeResponse {
    const path = pathname.slice(1);
    if (!this.#plan.rootFiles.includes(path)) return undefined;
    const named = { kind: "named", path, isFolder: false, mark: undefined } as const;
    return this.#ask(named, { ...rest, isOwned: false });
  }

  #ask(
    { path, isFolder, mark }: Extract<AssetPath, { readonly kind: "named" }>,
    rest: Omit<Ask, "name" | "mark" | "asked">,
  ): MaybeResponse {
    const { request, isOwned } = rest;
    const { method } = request;
    const isRead = method === "GET" || method === "HEAD";
    if (!isRead && !isOwned) return undefined;
    const asked = { method, ...readFields(request, wanted) };
    const ask: Ask = { ...rest, name: { path, isFolder }, mark, asked };
    const known = this.#store.peek(ask.name);
    if (known === undefined || !agrees(known, mark)) return this.#lookAndAnswer(ask);
    const answer = this.#answer(known, ask);
    if (!(answer instanceof Promise)) return answer === changed ? this.#lookAndAnswer(ask) : answer;
    return answer.then((late) => (late === changed ? this.#lookAndAnswer(ask) : late));
  }

  async #lookAndAnswer(ask: Ask): Promise<Response | undefined> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const answer = await this.#answer(await this.#store.look(ask.name), ask);
      if (answer !== changed) return answer;
    }
    throw staticErrors.fail.STATIC_FILE_CHANGED({ file: ask.name.path });
  }

  #answer(found: Found, ask: Ask): Settled | Promise<Settled> {
    switch (found.kind) {
      case "file":
        return this.#answerFile(found.asset, ask);
      case "folder":
        return redirectToFolder(ask);
      case "missing":
        return ask.isOwned ? this.#answerMissing(ask.request) : undefined;
      case "forbidden":
        return ask.isOwned ? plainAnswer(403, "Forbidden\n") : undefined;
      default:
        return found satisfies never;
    }
  }

  #answerFile(asset: Asset, ask: Ask): Response | Promise<Settled> {
    const { method } = ask.asked;
    if (method !== "GET" && method !== "HEAD") return notAllowed();
    const { download } = this.#plan;
    const isDownload =
      download === true || (download === "query" && /[?&]attachment\b/.test(ask.search));
    const { asked, isDirect, mark } = ask;
    const answer = (version: string | undefined): Response | Promise<Settled> => {
      const isPinned = this.#isPinned(asset.path, mark, version);
      const request = { asked, isPinned, isDownload, isDirect };
      return answerAsset(this.#withVersion(asset, version), request, this.#rules);
    };
    if (mark === undefined || !isVersion.test(mark.version)) return answer(undefined);
    const version = asset.version ?? this.#versions.peek(asset);
    if (version !== undefined) return answer(version);
    return this.#versions.compute(asset).then(answer);
  }

  /** Whether what the URL names is what the file holds now. */
  #isPinned(path: string, mark: VersionMark | undefined, version: string | undefined): boolean {
    const { immutable, release } = this.#plan;
    if (immutable?.test(path) === true) return true;
    return mark !== undefined && mark.version === (mark.kind === "release" ? release : version);
  }

  /** A URL with a version gets a tag of the content, because size and time may be the same for two generations. */
  #withVersion(asset: Asset, version: string | undefined): Asset {
    if (version === undefined || version === asset.version) return asset;
    const known = this.#versioned.get(asset);
    if (known !== undefined) return known;
    const tag = { weak: false, opaque: version };
    const versioned: Asset = { ...asset, version, tag, heads: new Map() };
    this.#versioned.set(asset, versioned);
    return versioned;
  }

  #answerMissing(request: Request): MaybeResponse {
    const { notFound } = this.#plan;
    if (notFound === undefined) return plainAnswer(404, "Not Found\n");
    return this.#answerWithPage(notFound, request.method);
  }

  /** The page is a file like others, but its answer is no answer about that file. */
  async #answerWithPage(path: string, method: string): Promise<Response> {
    const name = { path, isFolder: false };
    const found = this.#store.peek(name) ?? (await this.#store.look(name));
    if (found.kind !== "file" || found.asset.content === undefined) {
      return plainAnswer(404, "Not Found\n");
    }
    const { type, content } = found.asset;
    const headers = { "content-type": type, "cache-control": "no-store" };
    return new Response(method === "HEAD" ? null : content, { status: 404, headers });
  }
}

/** Of content, or of a release. */
const isVersion = /^(?:[\w-]{16}|\d+\.\d+\.\d+)$/;

/** A URL with another version than the one that is known says that the file may have changed. */
function agrees(found: Found, mark: VersionMark | undefined): boolean {
  if (found.kind !== "file" || mark?.kind !== "content") return true;
  const { version } = found.asset;
  return version === undefined || version === mark.version;
}

function orElse(
  answer: MaybeResponse,
  next: () => Response | Promise<Response>,
): Response | Promise<Response> {
  return answer instanceof Promise ? orElseLater(answer, next) : (answer ?? next());
}

async function orElseLater(
  answer: Promise<Response | undefined>,
  next: () => Response | Promise<Response>,
): Promise<Response> {
  return (await answer) ?? next();
}

/** To a path of this very site: `parseAssetPath` lets no empty name pass, with which another host could begin. */
function redirectToFolder({ context, search, request }: Ask): Response {
  const { pathname } = splitUrl(request.url);
  const names = pathname.split("/").map((name) => encodeFilePath(decodeURIComponent(name)));
  const location = `${context?.basePath ?? ""}${names.join("/")}/${search}`;
  const answer = plainAnswer(301, `${location}\n`);
  answer.headers.set("location", location);
  answer.headers.set("cache-control", "no-cache");
  return answer;
}

function notAllowed(): Response {
  const answer = plainAnswer(405, "Method Not Allowed\n");
  answer.headers.set("allow", "GET, HEAD");
  return answer;
}

/** A Request's URL is absolute and normalised, so nothing has to be parsed. */
function splitUrl(url: string): { readonly pathname: string; readonly search: string } {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const hash = url.indexOf("#", start);
  const end = hash === -1 ? url.length : hash;
  const query = url.indexOf("?", start);
  if (query === -1 || query > end) return { pathname: url.slice(start, end), search: "" };
  return { pathname: url.slice(start, query), search: url.slice(query, end) };
}
