/** One client connection on a bare socket, which knows exactly when and how it ended. */

import { connect, type Socket } from "node:net";

import type { ListenAddress } from "../../src/core/index.ts";
import { AnswerReader, type Answer } from "./answer.ts";
import { kindOfSocketError, RequestFailure, type FailureKind, type Phase } from "./failure.ts";

/** How a connection ended: an orderly end (FIN), or an error of the socket. */
export type Ending = { readonly kind: "fin" } | { readonly kind: "error"; readonly code: string };

interface Waiter {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: RequestFailure) => void;
  readonly timer: NodeJS.Timeout;
}

/** Says how often this local port was used before in this run, and counts it. */
export type CountPort = (port: number) => number;

/** A connection to the server under proof. */
export class Connection {
  readonly #socket: Socket;
  readonly #reader = new AnswerReader();
  readonly #openedAt = performance.now();
  #phase: Phase = "connecting";
  #localPort = 0;
  #portUse = 0;
  #answered = 0;
  #ending: Ending | undefined;
  #waiter: Waiter | undefined;
  #onStream: ((text: string) => void) | undefined;

  constructor(address: ListenAddress, countPort: CountPort) {
    this.#socket = connect(
      address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port },
    );
    this.#socket.setNoDelay(true);
    this.#socket.on("connect", () => this.#connected(countPort));
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("end", () => this.#end({ kind: "fin" }));
    this.#socket.on("error", (error: NodeJS.ErrnoException) =>
      this.#end({ kind: "error", code: error.code ?? error.message }),
    );
  }

  /** How it ended, if the server ended it. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Resolves once the connection is made, or has failed. */
  async opened(): Promise<void> {
    if (this.#phase !== "connecting" || this.#ending !== undefined) return;
    await new Promise<void>((resolve) => {
      this.#socket.once("connect", resolve);
      this.#socket.once("error", () => resolve());
    });
  }

  /** Writes bytes that are not a whole request yet. */
  write(bytes: Buffer | string): void {
    if (this.#ending === undefined) this.#socket.write(bytes);
  }

  /** Writes the rest of a request and waits for its answer. */
  exchange(parts: readonly (Buffer | string)[], limit: number): Promise<Answer> {
    for (const part of parts) this.write(part);
    return this.answer(limit);
  }

  /** Waits for an answer; rejects with a `RequestFailure` when the connection ends before. */
  answer(limit: number): Promise<Answer> {
    if (this.#ending !== undefined) return Promise.reject(this.#failureOf(this.#ending));
    if (this.#phase !== "connecting") this.#phase = "waiting";
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail("timeout", `no answer in ${limit} ms`), limit);
      this.#waiter = { resolve, reject, timer };
    });
  }

  /** Hears the body of a streamed answer each time it grows. */
  onStream(hear: (text: string) => void): void {
    this.#onStream = hear;
  }

  /** A failure of this connection that only its user can see, such as a wrong body. */
  failure(kind: FailureKind, detail: string): RequestFailure {
    return new RequestFailure(kind, detail, {
      phase: this.#phase,
      localPort: this.#localPort,
      portUse: this.#portUse,
      answered: this.#answered,
      received: this.#reader.received,
      age: Math.round(performance.now() - this.#openedAt),
    });
  }

  /** Closes from this side; nobody waits any more. */
  close(): void {
    this.#takeWaiter();
    this.#socket.destroySoon();
  }

  #connected(countPort: CountPort): void {
    this.#localPort = this.#socket.localPort ?? 0;
    this.#portUse = countPort(this.#localPort);
    this.#phase = this.#waiter === undefined ? "idle" : "waiting";
  }

  #read(chunk: Buffer): void {
    this.#phase = "reading";
    const reading = this.#reader.push(chunk);
    if (reading.kind === "malformed") return this.#fail("malformed", reading.reason);
    if (reading.kind === "partial") return this.#onStream?.(this.#reader.soFar());
    this.#phase = "idle";
    this.#answered += 1;
    const waiter = this.#takeWaiter();
    waiter?.resolve(reading.answer);
  }

  #end(ending: Ending): void {
    this.#ending ??= ending;
    const failure = this.#failureOf(this.#ending);
    this.#takeWaiter()?.reject(failure);
  }

  #failureOf(ending: Ending): RequestFailure {
    if (ending.kind === "error") {
      return this.failure(kindOfSocketError(ending.code, this.#phase), ending.code);
    }
    return this.#reader.received > 0
      ? this.failure("truncated", `closed after ${this.#reader.received} bytes`)
      : this.failure("closed", "closed without an answer");
  }

  #fail(kind: FailureKind, detail: string): void {
    const failure = this.failure(kind, detail);
    this.#takeWaiter()?.reject(failure);
    this.#socket.destroy();
  }

  #takeWaiter(): Waiter | undefined {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    clearTimeout(waiter?.timer);
    return waiter;
  }
}
