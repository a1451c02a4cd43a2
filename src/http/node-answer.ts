/** From a Response to node:http's ServerResponse: small answers in one write, streams with back-pressure. */

import { type ServerResponse, STATUS_CODES } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import { internalError } from "./error-boundary.ts";
import { type LightParts, LightResponse } from "./light-response.ts";
import { type NodeHead, toLightHead, toNodeHead } from "./node-headers.ts";
import { answerRefusal } from "./refusal.ts";

/** What an answer asks of its exchange. */
export interface AnswerHooks {
  readonly requestId: string;
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

type Reader = ReadableStreamDefaultReader<Uint8Array>;
type Chunk = Awaited<ReturnType<Reader["read"]>>;

/** RFC 9113 §7. */
const http2InternalError = 2;

/** How long a stream may take to show that its first chunk is also its last: turns of the microtask queue. */
const peekTurns = 8;

/** Sends one Response. */
export class NodeAnswer {
  readonly #outgoing: ServerResponse;
  readonly #hooks: AnswerHooks;
  #abandoned = false;
  #reader: Reader | undefined;
  #resume: (() => void) | undefined;
  /** Bytes of the declared length that are still to come; undefined when none was declared. */
  #owed: number | undefined;

  constructor(outgoing: ServerResponse, hooks: AnswerHooks) {
    this.#outgoing = outgoing;
    this.#hooks = hooks;
    outgoing.on("error", ignore); // writing to a connection that has just gone; `abandon` deals with it
  }

  /** Starts sending; errors go to `onError`, and to the client as a 500 while nothing is written. */
  send(response: Response): void {
    const light = LightResponse.peek(response);
    if (light === undefined) this.#send(response).catch((error) => this.#fail(error));
    else this.#sendLight(light);
  }

  /** Stops sending because the connection is gone. */
  abandon(): void {
    this.#abandoned = true;
    this.#resume?.();
    this.#reader?.cancel().catch((error) => this.#hooks.onError(error));
  }

  /** Nothing to wait for and nothing to open: head and body go out in this turn. */
  #sendLight(light: LightParts): void {
    try {
      this.#finish(light, toLightHead(light), light.body ?? undefined);
    } catch (error) {
      this.#fail(error);
    }
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
    this.#reader = body.getReader();
    const first = await this.#reader.read();
    if (this.#abandoned) return;
    if (first.done) return this.#finish(response, toNodeHead(response.headers), undefined);
    const next = this.#reader.read();
    if (await isOver(next))
      return this.#finish(response, toNodeHead(response.headers), first.value);
    return this.#stream(response, first.value, next);
  }

  async #stream(response: Response, first: Uint8Array, second: Promise<Chunk>): Promise<void> {
    if (this.#abandoned) return;
    this.#writeHead(response, toNodeHead(response.headers), "stream");
    await this.#write(first);
    let chunk = await second;
    while (!chunk.done && !this.#abandoned) {
      await this.#write(chunk.value);
      chunk = await (this.#reader as Reader).read();
    }
    if (this.#abandoned) return;
    if (this.#owed !== undefined && this.#owed > 0) throw lengthMismatch();
    this.#hooks.beforeEnd();
    this.#outgoing.end();
  }

  /** Writes an answer that is whole: head and body go out together. */
  #finish(status: StatusLine, head: NodeHead, content: string | Uint8Array | undefined): void {
    if (this.#abandoned) return;
    const length = lengthOf(content);
    this.#writeHead(status, head, length);
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
    if (announced !== undefined && status !== 204) {
      fields.push("content-length", String(announced));
    }
    if (length === "stream") this.#owed = declared;
    const isLast = this.#hooks.isLast(close);
    if (isLast) this.#outgoing.shouldKeepAlive = false;
    if (upgrades) fields.push("connection", isLast ? "close, upgrade" : "upgrade");
    if (this.#http2 !== undefined) this.#outgoing.writeHead(status, fields); // has no reason phrase
    else this.#outgoing.writeHead(status, statusText || reasonOf(status), fields);
  }

  async #write(chunk: Uint8Array): Promise<void> {
    if (this.#owed !== undefined) {
      this.#owed -= chunk.byteLength;
      if (this.#owed < 0) throw lengthMismatch();
    }
    if (this.#abandoned || this.#outgoing.write(chunk)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resume = resolve;
    this.#outgoing.once("drain", resolve);
    await promise;
  }

  /** The stream of node:http2's compatible API, whose answers look like node:http's. */
  get #http2(): ServerHttp2Stream | undefined {
    return (this.#outgoing as { stream?: ServerHttp2Stream }).stream;
  }

  #carriesBody(status: number): boolean {
    return status !== 204 && status !== 304 && this.#outgoing.req.method !== "HEAD";
  }

  #fail(error: unknown): void {
    if (this.#abandoned) return;
    const refused = answerRefusal(error);
    this.#hooks.onError(error);
    this.#reader?.cancel(error).catch(ignore);
    if (this.#outgoing.headersSent) return this.#truncate();
    this.#reader = undefined;
    this.send(refused ?? internalError(this.#hooks.requestId));
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
  let seen: Chunk | undefined;
  next.then((chunk) => (seen = chunk), ignore);
  for (let turn = 0; turn < peekTurns && seen === undefined; turn += 1) await undefined;
  return seen?.done === true;
}

function reasonOf(status: number): string {
  return STATUS_CODES[status] ?? "Unknown";
}

function lengthMismatch(): TypeError {
  return new TypeError("The body's length is not the one that its Content-Length declared.");
}

function ignore(): void {}
