/** Compresses what an app answers, while it answers; files have their siblings for that. */

import {
  type ChunkSource,
  encodeStream,
  encodeWhole,
  type EncoderName,
  type Handler,
  isAnswered,
  isSettled,
  peekBody,
  readFields,
} from "../../http/index.ts";
import { addVary, type CompressionRules, planCompression, weaken } from "./compression-plan.ts";
import { isCompressible } from "./media-types.ts";

/** What is compressed; all of it has a default. */
export interface CompressOptions {
  /** Bodies that are known to be shorter, in bytes, are left alone; 1024. */
  readonly minSize?: number;
  /** Which types are worth it, by Content-Type; text, JSON, XML, SVG, WebAssembly … */
  readonly isCompressible?: (type: string) => boolean;
  /** Which codings, the first of those that a client wants equally; zstd, br, gzip. */
  readonly codings?: readonly EncoderName[];
}

type Chunk = Awaited<ReturnType<ChunkSource["read"]>>;

/** What of a request matters here. */
interface Asked {
  readonly method: string;
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

const wanted: ReadonlyMap<string, "acceptEncoding" | "ifNoneMatch"> = new Map([
  ["accept-encoding", "acceptEncoding"],
  ["if-none-match", "ifNoneMatch"],
]);

/**
 * Wraps a handler so that its answers are compressed where that pays and the client wants it. Answers that are coded already,
 * ranges, `Cache-Control: no-transform` and what a Node listener sends by itself are left alone.
 */
export function compress(handler: Handler, options: CompressOptions = {}): Handler {
  const rules: CompressionRules = {
    minSize: options.minSize ?? 1_024,
    isCompressible: options.isCompressible ?? isCompressible,
    codings: options.codings ?? ["zstd", "br", "gzip"],
  };
  return (request, context) => {
    const { acceptEncoding, ifNoneMatch } = readFields(request, wanted);
    const asked: Asked = { method: request.method, acceptEncoding, ifNoneMatch };
    const answer = handler(request, context);
    if (answer instanceof Promise) return answer.then((late) => settle(late, asked, rules));
    return settle(answer, asked, rules);
  };
}

function settle(
  response: Response,
  asked: Asked,
  rules: CompressionRules,
): Response | Promise<Response> {
  if (!(response?.headers instanceof Headers) || isAnswered(response)) return response;
  const { status, headers } = response;
  if (status === 304) return confirm(response, asked);
  const known = peekBody(response);
  const bytes = typeof known === "string" ? Buffer.from(known) : known;
  const length = bytes?.byteLength ?? toLength(headers.get("content-length"));
  const plan = planCompression(asked.acceptEncoding, { status, headers, length }, rules);
  switch (plan.kind) {
    case "leave":
      return response;
    case "vary":
      return withHeaders(response, (fields) => addVary(fields, "accept-encoding"));
    case "encode":
      return encode(response, { asked, coding: plan.coding, bytes, rules });
    default:
      return plan satisfies never;
  }
}

/** An answer to be compressed. */
interface Encoding {
  readonly asked: Asked;
  readonly coding: EncoderName;
  readonly bytes: Uint8Array | undefined;
  readonly rules: CompressionRules;
}

function encode(response: Response, encoding: Encoding): Response | Promise<Response> {
  const { asked, coding, bytes } = encoding;
  const isHead = asked.method === "HEAD";
  if (isHead && (response.body !== null || response.headers.has("content-length"))) {
    void response.body?.cancel().catch(() => {});
    return respond(response, null, coding);
  }
  if (bytes !== undefined) return encodeBytes(response, bytes, coding);
  if (response.body === null) {
    return withHeaders(response, (fields) => addVary(fields, "accept-encoding"));
  }
  return encodeBody(response, response.body, encoding);
}

/** Never longer than it was. */
async function encodeBytes(
  response: Response,
  bytes: Uint8Array,
  coding: EncoderName,
): Promise<Response> {
  const encoded = await encodeWhole(bytes, coding);
  if (encoded.byteLength < bytes.byteLength) return respond(response, encoded, coding);
  return withHeaders(response, (fields) => addVary(fields, "accept-encoding"));
}

/** A stream that is over at once is a body like others. */
async function encodeBody(
  response: Response,
  body: ReadableStream<Uint8Array>,
  { coding, rules }: Encoding,
): Promise<Response> {
  const reader = body.getReader();
  const ahead = [reader.read()];
  if (await isSettled(ahead[0] as Promise<Chunk>)) ahead.push(reader.read());
  const whole = await toWhole(ahead);
  if (whole !== undefined) {
    const copy = new Response(whole, response);
    return whole.byteLength < rules.minSize ? copy : encodeBytes(copy, whole, coding);
  }
  const read = (): Promise<Chunk> => ahead.shift() ?? reader.read();
  const source = { read, cancel: (reason?: unknown) => reader.cancel(reason) };
  return respond(response, encodeStream(source, coding), coding);
}

/** The only chunk, if that is known by now; who reads on hears of errors. */
async function toWhole([first, second]: readonly Promise<Chunk>[]): Promise<
  Uint8Array<ArrayBuffer> | undefined
> {
  if (second === undefined || !(await isSettled(second))) return undefined;
  const [only, end] = await Promise.all([first, second]).catch(() => []);
  if (end?.done !== true) return undefined;
  return (only?.value ?? new Uint8Array()) as Uint8Array<ArrayBuffer>;
}

function respond(
  { status, statusText, headers: original }: Response,
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | null,
  coding: EncoderName,
): Response {
  const headers = new Headers(original);
  headers.set("content-encoding", coding);
  headers.delete("content-length");
  headers.delete("accept-ranges");
  addVary(headers, "accept-encoding");
  const tag = headers.get("etag");
  if (tag !== null) headers.set("etag", weaken(tag));
  return new Response(body, { status, statusText, headers });
}

/** Who has a compressed copy is told of its tag, not of that of the original (RFC 9110 §15.4.5). */
function confirm(response: Response, { ifNoneMatch = "" }: Asked): Response {
  const tag = response.headers.get("etag");
  if (tag === null || tag.startsWith("W/") || !ifNoneMatch.includes(weaken(tag))) return response;
  return withHeaders(response, (fields) => {
    fields.set("etag", weaken(tag));
    addVary(fields, "accept-encoding");
  });
}

/** Headers of answers that `fetch` returned cannot be changed, so those are copied. */
function withHeaders(response: Response, change: (headers: Headers) => void): Response {
  try {
    change(response.headers);
    return response;
  } catch {
    const { status, statusText, body } = response;
    const headers = new Headers(response.headers);
    change(headers);
    return new Response(body, { status, statusText, headers });
  }
}

function toLength(field: string | null): number | undefined {
  return field !== null && /^\d{1,15}$/.test(field) ? Number(field) : undefined;
}
