/** Request bodies that arrive compressed, decoded as the app reads them (RFC 9110 §8.4); the limit is for what they become. */

import type { IncomingMessage } from "node:http";
import type { Bytes } from "../core/index.ts";
import type { Pieces } from "./coder-work.ts";
import { decode, isKnownCoding } from "./decoder.ts";
import type { RequestBody } from "./light-request.ts";
import type { NodeBody } from "./node-body.ts";
import { type ClientRefusal, isRefusal } from "./refusal.ts";
import { tooLarge, unknownCoding } from "./refused-body.ts";

/** Nobody compresses more often on purpose, and each time takes memory of its own. */
const mostCodings = 2;

/** What becomes of a coded body. */
export interface CodedBodyHost {
  /** How large the decoded body may be; 0 for any size. */
  readonly limit: Bytes;
  /** Hears why a body is not decoded to its end, before its reader does. */
  onRefusal(why: ClientRefusal): void;
}

/** The codings of a Content-Encoding in the order in which they were applied; none when there is nothing to decode. */
export function parseCodings(header: string | undefined): readonly string[] {
  const items = (header ?? "").toLowerCase().split(",");
  return items.map((item) => item.trim()).filter((item) => item !== "" && item !== "identity");
}

/** The body as its Content-Encoding says, decoded while it is read; as it is where there is nothing to decode. */
export function decodeBody(
  body: NodeBody,
  { headers }: IncomingMessage,
  host: CodedBodyHost,
): RequestBody {
  const codings = parseCodings(headers["content-encoding"]);
  if (codings.length === 0) return body;
  const coded = new CodedBody(body.stream, codings, host);
  body.isBusy = () => coded.isBusy;
  return coded;
}

/** A body that decodes another one while it is read, and does nothing before. */
export class CodedBody implements RequestBody {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** False when a coding is unknown: who reads the body hears of that. */
  readonly isDecoded: boolean;
  readonly #source: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #codings: readonly string[];
  readonly #host: CodedBodyHost;
  #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  #isBusy = false;

  constructor(
    source: ReadableStream<Uint8Array<ArrayBuffer>>,
    codings: readonly string[],
    host: CodedBodyHost,
  ) {
    this.isDecoded = codings.length <= mostCodings && codings.every(isKnownCoding);
    this.#source = source;
    this.#codings = codings;
    this.#host = host;
    const pieces = this.#decode();
    this.stream = new ReadableStream(
      {
        pull: (controller) => this.#pull(pieces, controller),
        cancel: (reason) => this.#cancel(pieces, reason),
      },
      { highWaterMark: 0 },
    );
  }

  /** Somebody waits for the next piece. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  async #pull(
    pieces: Pieces,
    controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
  ): Promise<void> {
    this.#isBusy = true;
    try {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    } catch (error) {
      if (isRefusal(error)) this.#host.onRefusal(error);
      throw error;
    } finally {
      this.#isBusy = false;
    }
  }

  /** The reader is asked first: a piece that it waits for would hold everything up. */
  async #cancel(pieces: Pieces, reason: unknown): Promise<void> {
    await (this.#reader ?? this.#source).cancel(reason);
    await pieces.return().catch(() => {});
  }

  async *#decode(): Pieces {
    if (!this.isDecoded) throw unknownCoding(this.#codings);
    let pieces = this.#read();
    for (const coding of this.#codings.toReversed()) {
      pieces = bound(decode(pieces, coding), this.#host.limit);
    }
    yield* pieces;
  }

  async *#read(): Pieces {
    const reader = (this.#reader = this.#source.getReader());
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  }
}

/** Also between two codings, where a bomb may become large, and then small again. */
async function* bound(pieces: Pieces, limit: Bytes): Pieces {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.byteLength;
    if (limit > 0 && size > limit) throw tooLarge(limit);
    yield piece;
  }
}
