/** Reads an HTTP/1.1 answer out of received bytes (RFC 9112 §6 and §7); strict, for it judges servers. */

import assert from "node:assert/strict";

/** A field line: its name as it was written, and its value. */
export type Field = readonly [name: string, value: string];

/** The head of an answer. */
export interface AnswerHead {
  readonly status: number;
  /** The field lines in order, names as they were written. */
  readonly fields: readonly Field[];
  /** All values of a field, whatever the case of its name. */
  values(name: string): string[];
}

/** How the end of a body is told. */
export type Framing =
  | { readonly kind: "length"; left: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "close" };

/** A piece of a body. */
export interface Part {
  readonly content: Buffer;
  /** Bytes of the connection that it took. */
  readonly used: number;
  readonly last: boolean;
  /** What stands behind the last chunk. */
  readonly trailers?: readonly Field[];
}

/** Reads a head without its empty line. */
export function parseHead(text: string): AnswerHead {
  const [first = "", ...lines] = text.split("\r\n");
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1];
  assert.ok(status !== undefined, `no status line: ${JSON.stringify(first.slice(0, 80))}`);
  const fields = parseFields(lines);
  const values = (name: string): string[] =>
    fields.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return { status: Number(status), fields, values };
}

function parseFields(lines: readonly string[]): readonly Field[] {
  return lines.map((line) => {
    const colon = line.indexOf(":");
    assert.ok(colon > 0, `no field line: ${JSON.stringify(line)}`);
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
}

/** How the body of this answer ends. */
export function framingOf(head: AnswerHead, method: string): Framing {
  const [coding] = head.values("transfer-encoding");
  const lengths = head.values("content-length");
  assert.ok(lengths.length <= 1, "more than one Content-Length");
  if (method === "HEAD" || head.status === 204 || head.status === 304) {
    return { kind: "length", left: 0 };
  }
  if (coding !== undefined) {
    assert.equal(coding.toLowerCase(), "chunked");
    assert.deepEqual(lengths, [], "Content-Length beside Transfer-Encoding");
    return { kind: "chunked" };
  }
  return lengths[0] === undefined
    ? { kind: "close" }
    : { kind: "length", left: Number(lengths[0]) };
}

/** Takes the next piece, or undefined when more must arrive first. */
export function readPart(framing: Framing, received: Buffer, over: boolean): Part | undefined {
  switch (framing.kind) {
    case "length":
      return readLength(framing, received);
    case "chunked":
      return readChunk(received);
    case "close":
      if (received.byteLength === 0 && !over) return undefined;
      return { content: received, used: received.byteLength, last: over };
    default:
      return framing satisfies never;
  }
}

function readLength(framing: { left: number }, received: Buffer): Part | undefined {
  if (framing.left > 0 && received.byteLength === 0) return undefined;
  const content = received.subarray(0, framing.left);
  framing.left -= content.byteLength;
  return { content, used: content.byteLength, last: framing.left === 0 };
}

function readChunk(received: Buffer): Part | undefined {
  const line = received.indexOf("\r\n");
  if (line === -1) return undefined;
  const size = Number.parseInt(received.toString("latin1", 0, line), 16);
  assert.ok(size >= 0, "no chunk size");
  if (size === 0) return readEnd(received, line);
  const used = line + 2 + size + 2;
  if (received.byteLength < used) return undefined;
  return { content: received.subarray(line + 2, line + 2 + size), used, last: false };
}

/** The last chunk, and the trailers behind it. */
function readEnd(received: Buffer, line: number): Part | undefined {
  const end = received.indexOf("\r\n\r\n", line);
  if (end === -1) return undefined;
  const lines = received.toString("latin1", line + 2, end).split("\r\n");
  const trailers = parseFields(end === line ? [] : lines);
  return { content: Buffer.alloc(0), used: end + 4, last: true, trailers };
}
