/** Reads one HTTP/1.1 answer at a time from bytes, strictly: an answer without a length is malformed (RFC 9112 §6). */

/** A complete answer. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** What the bytes so far amount to. */
export type Reading =
  | { readonly kind: "partial" }
  | { readonly kind: "malformed"; readonly reason: string }
  | { readonly kind: "complete"; readonly answer: Answer };

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly end: number;
}

const partial: Reading = { kind: "partial" };
const empty = Buffer.alloc(0);

/** Collects the bytes of one answer. */
export class AnswerReader {
  #bytes: Buffer = empty;
  #head: Head | undefined;

  /** Bytes of the answer that is not complete yet. */
  get received(): number {
    return this.#bytes.length;
  }

  /** Takes more bytes; after `complete` it is ready for the next answer. */
  push(chunk: Buffer): Reading {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    this.#head ??= readHead(this.#bytes);
    if (this.#head === undefined) return partial;
    const reading = readBody(this.#head, this.#bytes.subarray(this.#head.end));
    if (reading.kind === "complete") this.#reset();
    return reading;
  }

  /** The body of a chunked answer as far as it is there, for streams. */
  soFar(): string {
    const rest = this.#head === undefined ? empty : this.#bytes.subarray(this.#head.end);
    return readChunks(rest).body.toString();
  }

  #reset(): void {
    this.#bytes = empty;
    this.#head = undefined;
  }
}

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = new Map(lines.map(readField));
  return { status: Number(statusLine.split(" ")[1]), headers, end: end + 4 };
}

function readField(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function readBody({ status, headers }: Head, rest: Buffer): Reading {
  if (!Number.isInteger(status)) return { kind: "malformed", reason: "no status" };
  if (headers.get("transfer-encoding") === "chunked") {
    const { kind, body, used } = readChunks(rest);
    if (kind === "malformed") return { kind, reason: "a chunk without a size" };
    if (kind === "partial") return partial;
    return finish({ status, headers, body }, rest.length - used);
  }
  const length = Number(headers.get("content-length") ?? Number.NaN);
  if (Number.isNaN(length)) return { kind: "malformed", reason: "an answer without a length" };
  if (rest.length < length) return partial;
  return finish({ status, headers, body: rest.subarray(0, length) }, rest.length - length);
}

function finish(answer: Answer, extra: number): Reading {
  if (extra > 0) return { kind: "malformed", reason: `${extra} bytes after the answer` };
  return { kind: "complete", answer };
}

interface Chunks {
  readonly kind: Reading["kind"];
  readonly body: Buffer;
  readonly used: number;
}

function readChunks(bytes: Buffer): Chunks {
  const parts: Buffer[] = [];
  const result = (kind: Chunks["kind"], used: number): Chunks => ({
    kind,
    body: Buffer.concat(parts),
    used,
  });
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return result("partial", at);
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (Number.isNaN(size)) return result("malformed", at);
    const dataEnd = lineEnd + 2 + size;
    if (bytes.length < dataEnd + 2) return result("partial", at);
    if (size === 0) return result("complete", dataEnd + 2);
    parts.push(bytes.subarray(lineEnd + 2, dataEnd));
    at = dataEnd + 2;
  }
}
