/** A body that comes from an open file: whole, a range of it, or several with text in between. */

import { close, read } from "node:fs";
import { httpErrors } from "./errors.ts";
import type { ByteRange } from "./ranges.ts";

/** An open file, which belongs to the body from now on, and what to send of it. */
export interface FileBodyParts {
  readonly fd: number;
  /** For messages. */
  readonly name: string;
  readonly pieces: readonly (Uint8Array | ByteRange)[];
  /** Asked before the last bytes are handed out: rejects when what was read so far may be of two versions. */
  readonly assertIntact?: (() => Promise<void>) | undefined;
}

type Chunk = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>["read"]>>;

/** Large enough that the way to the thread pool costs little, small enough for many slow clients, who hold one each. */
const chunkBytes = 256 * 1_024;
const over: Chunk = { done: true, value: undefined };

/** Free buffers that are kept: new ones cost more than reading into them, for the pages that the system has to clear. */
const mostFree = 32;
const free: Buffer<ArrayBuffer>[] = [];
/** Chunks that are out, and whose bytes may come back. */
const chunks = new WeakSet<Uint8Array>();

/** Files of bodies that nobody read to the end. */
const forgotten = new FinalizationRegistry((fd: number) => close(fd, () => {}));

/**
 * Reads as the reader of a stream does. A file that has become shorter fails with `FILE_SHRANK`, so that whoever has
 * announced its length breaks off. The file is closed at the end, after a failure and by `cancel`.
 */
export class FileBody {
  /** In bytes. */
  readonly length: number;
  readonly #fd: number;
  readonly #name: string;
  readonly #pieces: (Uint8Array | ByteRange)[];
  readonly #assertIntact: (() => Promise<void>) | undefined;
  #isReading = false;
  #isCancelled = false;
  #isClosed = false;

  constructor({ fd, name, pieces, assertIntact }: FileBodyParts) {
    this.#assertIntact = assertIntact;
    this.#fd = fd;
    this.#name = name;
    this.#pieces = pieces.filter((piece) => lengthOf(piece) > 0);
    this.length = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
    forgotten.register(this, fd, this);
  }

  /** The next bytes; one call at a time. */
  async read(): Promise<Chunk> {
    const [piece] = this.#pieces;
    if (piece === undefined || this.#isCancelled) return this.#end();
    if (piece instanceof Uint8Array) {
      this.#pieces.shift();
      return { done: false, value: piece as Uint8Array<ArrayBuffer> };
    }
    const value = await this.#readFile(piece);
    const start = piece.start + value.byteLength;
    if (start < piece.end) this.#pieces[0] = { start, end: piece.end };
    else this.#pieces.shift();
    if (this.#pieces.length === 0) await this.#finish();
    return { done: false, value };
  }

  /**
   * Takes the bytes of a chunk back, to read into them for somebody else: only from whoever knows that nobody looks at
   * them any more.
   */
  static release(chunk: Uint8Array): void {
    if (!chunks.delete(chunk) || free.length >= mostFree) return;
    free.push(Buffer.from(chunk.buffer as ArrayBuffer));
  }

  /** Lets go of the file, as soon as nobody reads from it. */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    if (!this.#isReading) this.#close();
  }

  /** The same as a stream, for whoever knows no better. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream(
      {
        pull: async (controller) => {
          const chunk = await this.read();
          if (chunk.done) controller.close();
          else controller.enqueue(chunk.value);
        },
        cancel: () => this.cancel(),
      },
      { highWaterMark: 0 },
    );
  }

  #readFile({ start, end }: ByteRange): Promise<Uint8Array<ArrayBuffer>> {
    const wanted = Math.min(chunkBytes, end - start);
    const buffer = allocate(wanted);
    this.#isReading = true;
    return new Promise((resolve, reject) => {
      read(this.#fd, buffer, 0, wanted, start, (error, count) => {
        this.#isReading = false;
        const failure = error ?? (count === 0 ? this.#shrank() : undefined);
        if (failure !== undefined || this.#isCancelled) this.#close();
        if (failure !== undefined) return reject(failure);
        const chunk = count === buffer.byteLength ? buffer : buffer.subarray(0, count);
        if (buffer.byteLength === chunkBytes) chunks.add(chunk);
        resolve(chunk);
      });
    });
  }

  async #finish(): Promise<void> {
    this.#isReading = true;
    try {
      await this.#assertIntact?.();
    } finally {
      this.#isReading = false;
      this.#close();
    }
  }

  #shrank(): Error {
    return httpErrors.fail.FILE_SHRANK({ name: this.#name });
  }

  #end(): Chunk {
    this.#close();
    return over;
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    forgotten.unregister(this);
    close(this.#fd, () => {});
  }
}

function allocate(length: number): Buffer<ArrayBuffer> {
  const isLarge = length > chunkBytes / 2;
  return (
    (isLarge ? free.pop() : undefined) ?? Buffer.allocUnsafeSlow(isLarge ? chunkBytes : length)
  );
}

function lengthOf(piece: Uint8Array | ByteRange): number {
  return piece instanceof Uint8Array ? piece.byteLength : piece.end - piece.start;
}
