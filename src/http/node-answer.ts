/** From a Response to node:http's ServerResponse: small answers in one write, streams with back-pressure. */

import { type ServerResponse, STATUS_CODES } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import { millis } from "../core/index.ts";
import { internalError } from "./error-boundary.ts";
import { FileBody } from "./file-body.ts";
import { type LightParts, LightResponse } from "./light-response.ts";
import { type NodeHead, toLightHead, toNodeHead } from "./node-headers.ts";
import { answerRefusal } from "./refusal.ts";
import { isSettled, lasts } from "./settled.ts";
import type { ServedTrailers } from "./trailers.ts";

/** What an answer asks of its exchange. */
export interface AnswerHooks {
  readonly requestId: string;
  /** Those that the app has asked for. */
  readonly trailers: ServedTrailers | undefined;
  /** Whether the connection closes after this answer; `wanted` when the app asks for that. */
  isLast(wanted: boolean): boolean;
  /** Runs just before the end of the answer is written. */
  beforeEnd(): void;
  onError(error: unknown): void;
}

/** What a Response says first, light or native. */
interface StatusLine {
  readonly status: number;
  readonly statusText: string;
}

type Reader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;
type Chunk = Awaited<ReturnType<Reader["read"]>>;

/** RFC 9113 §7. */
const http2InternalError = 2;

/**
 * How long a stream may think before its first chunk: what fails by then is still a 500. Longer, and clients that wait
 * for the head (an EventSource) would take the server for dead.
 */
const headPatience = millis(250);

/** Sends one Response. */
export class NodeAnswer {
  readonly #outgoing: ServerResponse;
  readonly #hooks: AnswerHooks;
  #abandoned = false;
  #reader: Reader | undefined;
  #resume: (() => void) | undefined;
  /** Bytes of the declared length that are still to come; undefined when none was declared. */
  #owed: number | undefined;
  /** Set when the head has announced fields behind the body. */
  #trailers: ServedTrailers | undefined;
  #sent = 0;

  constructor(outgoing: ServerResponse, hooks: AnswerHooks) {
    this.#outgoing = outgoing;
    this.#hooks = hooks;
    outgoing.on("error", ignore); // writing to a connection that has just gone; `abandon` deals with it
  }

  /** Bytes of the body that were handed over. */
  get sent(): number {
    return this.#sent;
  }

  /** Starts sending; errors go to `onError`, and to the client as a 500 while nothing is written. */
  send(response: Response): void {
    const light = LightResponse.peek(response);
    if (light === undefined) this.#send(response).catch((error) => this.fail(error));
    else if (light.body instanceof FileBody) this.#sendFile(light, light.body);
    else this.#sendLight(light, light.body ?? undefined);
  }

  /** Sends it in place of what a Node listener has left unanswered, or cuts off what that has begun. */
  replace(response: Response): void {
    const { headersSent, writableEnded } = this.#outgoing;
    if (headersSent && !writableEnded) return this.cut();
    if (headersSent) return;
    for (const name of this.#outgoing.getHeaderNames()) this.#outgoing.removeHeader(name);
    this.send(response);
  }

  /** Answers with a 500, or breaks off what has begun; the error is reported unless it is the client's. */
  fail(error: unknown): void {
    if (this.#abandoned) return;
    const refused = answerRefusal(error);
    this.#hooks.onError(error);
    this.#reader?.cancel(error).catch(ignore);
    this.#reader = undefined; // or `abandon` would hear the same error from it again
    if (this.#outgoing.headersSent) return this.#truncate();
    this.#trailers = undefined;
    this.#hooks.trailers?.clear();
    this.send(refused ?? internalError(this.#hooks.requestId));
  }

  /** Stops sending because the connection is gone. */
  abandon(): void {
    this.#abandoned = true;
    this.#resume?.();
    this.#reader?.cancel().catch((error) => this.#hooks.onError(error));
  }

  /** Nothing to wait for and nothing to open: head and body go out in this turn. */
  #sendLight(light: LightParts, content: string | Uint8Array | undefined): void {
    try {
      this.#finish(light, toLightHead(light), content);
    } catch (error) {
      this.fail(error);
    }
  }

  /** A file is read by ourselves, without a stream in between. */
  #sendFile(light: LightParts, file: FileBody): void {
    if (this.#abandoned || !this.#carriesBody(light.status)) {
      void file.cancel();
      return this.#sendLight(light, undefined);
    }
    this.#read(light, file, () => toLightHead(light)).catch((error) => this.fail(error));
  }

  /** Breaks off an answer that somebody else had begun. */
  cut(): void {
    if (!this.#abandoned) this.#truncate();
  }

  async #send(response: Response): Promise<void> {
    const { body } = response;
    if (this.#abandoned || body === null || !this.#carriesBody(response.status)) {
      this.#finish(response, toNodeHead(response.headers), undefined);
      return void body?.cancel().catch((error) => this.#hooks.onError(error));
    }
    return this.#read(response, body.getReader(), () => toNodeHead(response.headers));
  }

  async #read(line: StatusLine, reader: Reader, toHead: () => NodeHead): Promise<void> {
    this.#reader = reader;
    const begun = reader.read();
    const isLate = await lasts(begun, headPatience);
    if (this.#abandoned) return;
    if (isLate) {
      this.#writeHead(line, toHead(), "stream");
      this.#outgoing.flushHeaders();
      return this.#stream(begun);
    }
    const first = await begun;
    if (this.#abandoned) return;
    if (first.done) return this.#finish(line, toHead(), undefined);
    // A file knows how long it is, and a slow client has no use for a second chunk in memory.
    const isLong = reader instanceof FileBody && reader.length > first.value.byteLength;
    const next = isLong ? undefined : reader.read();
    if (next !== undefined && (await isOver(next))) {
      return this.#finish(line, toHead(), first.value);
    }
    if (this.#abandoned) return;
    this.#writeHead(line, toHead(), "stream");
    await this.#write(first.value);
    await this.#stream(next);
  }

  async #stream(next: Promise<Chunk> | undefined): Promise<void> {
    if (this.#abandoned && next === undefined) return;
    let chunk = await (next ?? (this.#reader as Reader).read());
    while (!chunk.done && !this.#abandoned) {
      await this.#write(chunk.value);
      chunk = await (this.#reader as Reader).read();
    }
    if (this.#abandoned) return;
    if (this.#owed !== undefined && this.#owed > 0) throw lengthMismatch();
    return this.#endWithTrailers();
  }

  async #endWithTrailers(): Promise<void> {
    const fields = await this.#trailers?.compute();
    if (this.#abandoned) return;
    if (fields !== undefined) this.#outgoing.addTrailers(fields);
    this.#hooks.beforeEnd();
    this.#outgoing.end();
  }

  /** Writes an answer that is whole: head and body go out together. */
  #finish(status: StatusLine, head: NodeHead, content: string | Uint8Array | undefined): void {
    if (this.#abandoned) return;
    const length = lengthOf(content);
    this.#sent += length;
    this.#writeHead(status, head, length);
    if (this.#trailers !== undefined) {
      this.#outgoing.write(Buffer.from(content ?? ""));
      return void this.#endWithTrailers().catch((error) => this.fail(error));
    }
    this.#hooks.beforeEnd();
    // With a text node:http writes the head in the text's encoding, and a head is Latin-1.
    if (typeof content !== "string") this.#outgoing.end(content);
    else if (length === content.length) this.#outgoing.end(content, "latin1");
    else this.#outgoing.end(Buffer.from(content));
  }

  #writeHead(line: StatusLine, head: NodeHead, length: number | "stream"): void {
    const { status, statusText } = line;
    const { fields, close, declared, upgrades } = head;
    const silent = !this.#carriesBody(status);
    const announced = silent || length === "stream" ? declared : length;
    if (!silent && status !== 205) this.#announceTrailers(fields);
    if (announced !== undefined && status !== 204 && this.#trailers === undefined) {
      fields.push("content-length", String(announced));
    }
    if (length === "stream") this.#owed = declared;
    const isLast = this.#hooks.isLast(close);
    if (isLast) this.#outgoing.shouldKeepAlive = false;
    if (upgrades) fields.push("connection", isLast ? "close, upgrade" : "upgrade");
    if (this.#http2 !== undefined) this.#outgoing.writeHead(status, fields); // has no reason phrase
    else this.#outgoing.writeHead(status, statusText || reasonOf(status), fields);
  }

  /** They stand behind the last chunk, so HTTP/1.0 cannot have them. */
  #announceTrailers(fields: string[]): void {
    if (this.#hooks.trailers === undefined || this.#outgoing.req.httpVersion === "1.0") return;
    const names = this.#hooks.trailers.announce();
    if (names === undefined) return;
    fields.push("trailer", names);
    this.#trailers = this.#hooks.trailers;
  }

  async #write(chunk: Uint8Array): Promise<void> {
    if (this.#owed !== undefined) {
      this.#owed -= chunk.byteLength;
      if (this.#owed < 0) throw lengthMismatch();
    }
    if (this.#abandoned) return;
    this.#sent += chunk.byteLength;
    if (this.#handOver(chunk)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resume = resolve;
    this.#outgoing.once("drain", resolve);
    await promise;
  }

  /** The bytes of files are used again when the system has taken them; node:http2 keeps them longer than it says. */
  #handOver(chunk: Uint8Array): boolean {
    if (!(this.#reader instanceof FileBody) || this.#http2 !== undefined) {
      return this.#outgoing.write(chunk);
    }
    return this.#outgoing.write(chunk, (error) => {
      if (error === undefined || error === null) FileBody.release(chunk);
    });
  }

  /** The stream of node:http2's compatible API, whose answers look like node:http's. */
  get #http2(): ServerHttp2Stream | undefined {
    return (this.#outgoing as { stream?: ServerHttp2Stream }).stream;
  }

  #carriesBody(status: number): boolean {
    return status !== 204 && status !== 304 && this.#outgoing.req.method !== "HEAD";
  }

  /** Lets the client see that the answer is not whole: where neither chunks nor a length tell, only a reset does. */
  #truncate(): void {
    if (this.#http2 !== undefined) return this.#http2.close(http2InternalError);
    const { socket, chunkedEncoding } = this.#outgoing;
    if (socket === null) return void this.#outgoing.once("socket", (late) => late.destroy());
    const framed = chunkedEncoding || this.#owed !== undefined;
    const isTcp = socket.remoteAddress !== undefined;
    if (framed || !isTcp) socket.destroy();
    else socket.resetAndDestroy();
  }
}

function lengthOf(content: string | Uint8Array | undefined): number {
  if (content === undefined) return 0;
  return typeof content === "string" ? Buffer.byteLength(content) : content.byteLength;
}

async function isOver(next: Promise<Chunk>): Promise<boolean> {
  if (!(await isSettled(next))) return false;
  return next.then(
    ({ done }) => done,
    () => false,
  );
}

function reasonOf(status: number): string {
  return STATUS_CODES[status] ?? "Unknown";
}

function lengthMismatch(): TypeError {
  return new TypeError("The body's length is not the one that its Content-Length declared.");
}

function ignore(): void {}
