/** A bare HTTP/1.1 client on one socket, which shows what a server really wrote and never waits for ever. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { ListenAddress } from "../../core/index.ts";
import { within } from "../deadline.ts";
import { type AnswerHead, type Field, framingOf, parseHead, readPart } from "./answer.ts";

/** An answer that was received whole. */
export interface Answer {
  readonly head: AnswerHead;
  readonly body: string;
}

/** How a client leaves. */
export type Farewell = "close" | "reset";

/** One connection to a server. */
export class Client implements Disposable {
  readonly socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #over = false;
  #trailers: readonly Field[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      socket.emit("news");
    });
    const end = (): void => {
      this.#over = true;
      socket.emit("news");
    };
    socket.on("end", end).on("close", end).on("error", end);
  }

  /** Connects; rejects with the system's error. */
  static async open(address: ListenAddress): Promise<Client> {
    const target = address.kind === "tcp" ? address : { path: address.path };
    const socket = connect({ ...target, noDelay: true });
    const client = new Client(socket);
    await within(once(socket, "connect"), "the server accepts a connection");
    return client;
  }

  /** What stood behind the last body that was received. */
  get trailers(): readonly Field[] {
    return this.#trailers;
  }

  /** The server has ended the connection. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Sends bytes, or a text whose characters are the bytes of the same number; `onTaken` runs when they have left. */
  send(bytes: string | Uint8Array, onTaken: () => void = () => {}): void {
    this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes, onTaken);
  }

  /** Sends a request and receives its answer. */
  async ask(method: string, target: string, lines: readonly string[] = []): Promise<Answer> {
    this.send(requestHead(method, target, lines));
    return this.answer(method);
  }

  /** Receives one answer, or the rest of one; rejects when it is cut short. */
  async answer(method = "GET", begun?: AnswerHead): Promise<Answer> {
    const head = begun ?? (await this.head());
    const parts: Buffer[] = [];
    for await (const part of this.parts(head, method)) parts.push(part);
    return { head, body: Buffer.concat(parts).toString("utf8") };
  }

  /** Receives the head of an answer. */
  async head(): Promise<AnswerHead> {
    return this.#wait("the head of an answer", () => {
      const end = this.#received.indexOf("\r\n\r\n");
      if (end === -1) return undefined;
      const text = this.#take(end + 4).toString("latin1");
      return parseHead(text.slice(0, -4));
    });
  }

  /** Receives the body in the pieces in which it arrives; rejects when it is cut short. */
  async *parts(head: AnswerHead, method = "GET"): AsyncGenerator<Buffer, void> {
    const framing = framingOf(head, method);
    for (;;) {
      const part = await this.#wait("the next piece of a body", () =>
        readPart(framing, this.#received, this.#over),
      );
      this.#take(part.used);
      this.#trailers = part.trailers ?? [];
      if (part.content.byteLength > 0) yield part.content;
      if (part.last) return;
    }
  }

  /** Receives something of another protocol; `read` says what it is and how many bytes it took. */
  async take<Value extends { readonly used: number }>(
    what: string,
    read: (received: Buffer) => Value | undefined,
  ): Promise<Value> {
    const value = await this.#wait(what, () => read(this.#received));
    this.#take(value.used);
    return value;
  }

  /** Waits until the server ends the connection; rejects when it sends something instead. */
  async ended(): Promise<void> {
    const isNews = (): true | undefined => this.#over || this.#received.byteLength > 0 || undefined;
    await this.#wait("the server closes the connection", isNews);
    if (this.#received.byteLength > 0) {
      throw new Error(`more than the answer: ${this.#received.toString("latin1", 0, 80)}`);
    }
  }

  /** Waits until the server ends the connection, whatever it sends before that. */
  async closed(): Promise<void> {
    await this.#wait("the server closes the connection", () => this.#over || undefined);
  }

  /** Receives what becomes of a request that should be refused: a status, or nothing but the end. */
  async refusal(): Promise<number | undefined> {
    const isNews = (): true | undefined => this.#over || this.#received.byteLength > 0 || undefined;
    await this.#wait("an answer or the end", isNews);
    return this.#received.byteLength === 0 ? undefined : (await this.answer()).head.status;
  }

  /** Leaves at once: in order, or with a reset where the connection knows one. */
  leave(farewell: Farewell): void {
    const { socket } = this;
    if (farewell === "reset" && socket.remoteAddress !== undefined) socket.resetAndDestroy();
    else socket.destroy();
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  async #wait<Value>(what: string, look: () => Value | undefined): Promise<Value> {
    const search = async (): Promise<Value> => {
      for (;;) {
        const found = look();
        if (found !== undefined) return found;
        if (this.#over) throw new Error(`the connection ended before ${what} came`);
        await new Promise<void>((resolve) => void this.socket.once("news", resolve));
      }
    };
    return within(search(), what);
  }

  #take(count: number): Buffer {
    const taken = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return taken;
  }
}

/** One chunk of a body. */
export function chunk(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const size = Buffer.from(`${bytes.byteLength.toString(16)}\r\n`);
  return Buffer.concat([size, bytes, Buffer.from("\r\n")]);
}

/** The end of a body in chunks. */
export const lastChunk: string = "0\r\n\r\n";

/** A request's head with a Host field, and whatever lines come with it. */
export function requestHead(method: string, target: string, lines: readonly string[] = []): string {
  return `${[`${method} ${target} HTTP/1.1`, "Host: law.test", ...lines].join("\r\n")}\r\n\r\n`;
}
