/** From a plan to a Response: heads are made once for each state of a file, bodies come from memory or from the file. */

import { basename } from "node:path";
import {
  type ByteRange,
  FileBody,
  formatAttachment,
  formatContentRange,
  formatEntityTag,
  formatHttpDate,
  plainAnswer,
  planMultipart,
  prepareAnswer,
  type PreparedHead,
} from "../../http/index.ts";
import {
  type AnswerPlan,
  type AssetQuestion,
  planAnswer,
  type Representation,
} from "./answer-plan.ts";
import type { Asset, Source } from "./asset.ts";
import { assertIntact, openLocated } from "./locate.ts";
import { type Offload, toOffloadField } from "./offload.ts";

/** What a site says about all its answers. */
export interface AnswerRules {
  /** Cache-Control of what is not known to stay as it is. */
  readonly cacheControl: string;
  /** Fields to add, by the path of the file; names in lower case. */
  readonly headers: ((path: string) => Readonly<Record<string, string>>) | undefined;
  readonly offload: Offload | undefined;
}

/** What is asked of a file. */
export interface AssetRequest {
  readonly asked: AssetQuestion;
  /** The URL names this content: it may be kept for ever. */
  readonly isPinned: boolean;
  /** Save it instead of showing it. */
  readonly isDownload: boolean;
  /** See `prepareAnswer`. */
  readonly isDirect: boolean;
}

/** What the file turned out to be when it was opened: another one. */
export const changed: unique symbol = Symbol("changed");

/** For what stays as it is: a year, which RFC 9111 takes for ever. */
const forEver = "public, max-age=31536000, immutable";

/** One answer about one file. */
interface Answering extends AssetRequest {
  readonly asset: Asset;
  readonly rules: AnswerRules;
}

/** Answers at once when the content is in memory or not needed. */
export function answerAsset(
  asset: Asset,
  request: AssetRequest,
  rules: AnswerRules,
): Response | Promise<Response | typeof changed> {
  const answering: Answering = { ...request, asset, rules };
  if (rules.offload !== undefined) return answerOffloaded(answering, rules.offload);
  const plan = planAnswer(asset, request.asked, Date.now());
  switch (plan.kind) {
    case "whole":
      return answerWhole(answering, plan.of);
    case "parts":
      return answerParts(answering, plan);
    case "not-modified":
      return answerNotModified(answering, plan);
    case "failed":
      return plainAnswer(412, "Precondition Failed\n");
    case "unsatisfiable":
      return answerUnsatisfiable(asset);
    case "unacceptable":
      return plainAnswer(406, "Not Acceptable: only without a content coding\n");
    default:
      return plan satisfies never;
  }
}

function answerWhole(
  answering: Answering,
  of: Representation,
): Response | Promise<Response | typeof changed> {
  const { asked } = answering;
  const { source } = of;
  const head = remember(answering, `200 ${of.coding}`, () => ({
    fields: fieldsOf(answering, of),
    length: source.size,
  }));
  if (asked.method === "HEAD") return respond(answering, 200, { head, body: null });
  if (source.content !== undefined) return respond(answering, 200, { head, body: source.content });
  const pieces = [{ start: 0, end: source.size }];
  return fromFile(answering, source, { status: 200, head, pieces });
}

function answerParts(
  answering: Answering,
  { of, parts }: Extract<AnswerPlan, { readonly kind: "parts" }>,
): Response | Promise<Response | typeof changed> {
  const { asset } = answering;
  const { size, type } = asset;
  const [only] = parts;
  const multipart = parts.length > 1 ? planMultipart(parts, { type, size }) : undefined;
  const pieces = multipart?.pieces ?? parts;
  const fields = fieldsOf(answering, of, multipart?.type);
  if (multipart === undefined) fields.push("content-range", formatContentRange(only, size));
  const length = multipart?.length ?? pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  const head = { fields, length };
  if (asset.content === undefined) {
    return fromFile(answering, asset, { status: 206, head, pieces });
  }
  const bytes = pieces.map((piece) => cut(asset.content as Buffer<ArrayBuffer>, piece));
  const body = bytes.length === 1 ? (bytes[0] as Uint8Array<ArrayBuffer>) : Buffer.concat(bytes);
  return respond(answering, 206, { head, body });
}

/** Only who named the tag learns that its copy may be kept for ever: a date does not prove what was copied. */
function answerNotModified(
  answering: Answering,
  { of, isProved }: Extract<AnswerPlan, { readonly kind: "not-modified" }>,
): Response {
  const { asset, rules, isPinned } = answering;
  const head = remember(answering, `304 ${of.coding} ${isProved}`, () => {
    const policy = isPinned && isProved ? forEver : rules.cacheControl;
    const fields = ["etag", formatEntityTag(of.tag), "cache-control", policy];
    return { fields: [...fields, ...varyOf(asset)], length: undefined };
  });
  return respond(answering, 304, { head, body: null });
}

function answerUnsatisfiable({ size }: Asset): Response {
  const answer = plainAnswer(416, "Range Not Satisfiable\n");
  answer.headers.set("content-range", formatContentRange(undefined, size));
  return answer;
}

/** The server in front sends the file, and sees to conditions, ranges and codings. */
function answerOffloaded(answering: Answering, offload: Offload): Response {
  const head = remember(answering, "offload", () => {
    const { asset } = answering;
    return { fields: [...aboutFile(answering), ...toOffloadField(offload, asset)], length: 0 };
  });
  return respond(answering, 200, { head, body: null });
}

/** Opens the file that the head speaks of. */
async function fromFile(
  answering: Answering,
  { file, identity }: Source,
  answer: {
    readonly status: number;
    readonly head: PreparedHead;
    readonly pieces: readonly (Uint8Array | ByteRange)[];
  },
): Promise<Response | typeof changed> {
  const { status, head, pieces } = answer;
  const fd = await openLocated(file, identity);
  if (fd === undefined) return changed;
  const check = answering.isPinned ? () => assertIntact(fd, file, identity) : undefined;
  const body = new FileBody({ fd, name: file, pieces, assertIntact: check });
  return respond(answering, status, { head, body });
}

function respond(
  { isDirect }: Answering,
  status: number,
  rest: { readonly head: PreparedHead; readonly body: Uint8Array<ArrayBuffer> | FileBody | null },
): Response {
  return prepareAnswer({ status, ...rest }, isDirect);
}

/** Everything in such a head follows from the file's state and from what is in the key. */
function remember(
  { asset, isPinned, isDownload }: Answering,
  what: string,
  make: () => PreparedHead,
): PreparedHead {
  const key = `${what}${isPinned ? " pinned" : ""}${isDownload ? " download" : ""}`;
  let head = asset.heads.get(key);
  if (head === undefined) asset.heads.set(key, (head = make()));
  return head;
}

function fieldsOf(answering: Answering, of: Representation, type?: string): string[] {
  const { asset } = answering;
  const fields = [...aboutFile(answering, type), "etag", formatEntityTag(of.tag), ...varyOf(asset)];
  if (asset.lastModified !== undefined) {
    fields.push("last-modified", formatHttpDate(asset.lastModified));
  }
  if (of.coding === "identity") fields.push("accept-ranges", "bytes");
  else fields.push("content-encoding", of.coding);
  return fields;
}

function aboutFile({ asset, rules, ...request }: Answering, type = asset.type): string[] {
  const policy = request.isPinned ? forEver : rules.cacheControl;
  const fields = ["content-type", type, "cache-control", policy];
  fields.push("x-content-type-options", "nosniff");
  if (request.isDownload) {
    fields.push("content-disposition", formatAttachment(basename(asset.path)));
  }
  const added = rules.headers?.(asset.path) ?? {};
  return [...fields, ...Object.entries(added).flat()];
}

function varyOf({ isCompressible }: Asset): readonly string[] {
  return isCompressible ? ["vary", "accept-encoding"] : [];
}

function cut(content: Buffer<ArrayBuffer>, piece: Uint8Array | ByteRange): Uint8Array<ArrayBuffer> {
  if (piece instanceof Uint8Array) return piece as Uint8Array<ArrayBuffer>;
  return content.subarray(piece.start, piece.end);
}

function lengthOf(piece: Uint8Array | ByteRange): number {
  return piece instanceof Uint8Array ? piece.byteLength : piece.end - piece.start;
}
