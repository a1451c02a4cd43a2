/** A request's body from node:http as a web stream that reads from the socket only what the app asks for. */

import type { IncomingMessage } from "node:http";
import { millis, systemClock } from "../core/index.ts";
import type { RequestBody } from "./light-request.ts";
import { tooManyTrailers } from "./refused-body.ts";

/**
 * What is read of a body that nobody wants, once the answer is complete. Closing at once would reset the
 * connection under the client's upload and take the answer with it; reading for ever would serve an attacker.
 */
const discardTimeout = millis(10_000);
const discardBytes = 64 * 1024 * 1024;

/** A body and what becomes of it when the app has answered without reading it to its end. */
export class NodeBody implements RequestBody {
  readonly isDecoded = false;
  /** Asked whether somebody is still at work on what was read. */
  isBusy: () => boolean = () => false;
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #incoming: IncomingMessage;
  readonly #beforeRead: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #wanted = false;
  #over = false;
  #refusal: Error | undefined;
  #detach: (() => void) | undefined;

  constructor(incoming: IncomingMessage, beforeRead: () => void) {
    this.#incoming = incoming;
    this.#beforeRead = beforeRead;
    incoming.read(0); // takes nothing; a body without any read is emptied by Node once its answer is complete
    this.stream = new ReadableStream(
      { pull: (controller) => this.#pull(controller), cancel: () => this.#forget() },
      { highWaterMark: 0 },
    );
  }

  /** The fields behind it; undefined until it has been read to its end, thrown if there are more than `most`. */
  readTrailers(most: number): readonly string[] | undefined {
    const { rawTrailers, readableEnded } = this.#incoming;
    if (!readableEnded) return undefined;
    if (rawTrailers.length > 2 * most) throw tooManyTrailers(most);
    return rawTrailers;
  }

  /**
   * The answer is complete: what nobody is reading is thrown away, so that the connection can go on. A read that
   * is under way (`waitUntil(request.text())`) goes on too; for one that is about
   * to begin, or stands between two chunks, one turn is waited.
   */
  answered(): void {
    if (this.#incoming.complete) return;
    if (this.stream.locked) setImmediate(() => this.#release());
    else this.#release();
  }

  /** The server takes no more of it: whoever reads hears why. What still comes waits until the answer is complete. */
  refuse(refusal: Error): void {
    this.#refusal = refusal;
    this.#wanted = false;
    this.#over = true;
    this.#controller?.error(refusal);
    this.#detach?.();
    this.#incoming.pause();
  }

  #release(): void {
    if (this.#wanted || this.#incoming.complete) return;
    if (this.isBusy()) return void setImmediate(() => this.#release());
    this.#over = true;
    this.#controller?.error(answeredBefore());
    this.#detach?.();
    discardRest(this.#incoming);
  }

  #pull(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (this.#over) return controller.error(this.#refusal ?? answeredBefore());
    if (this.#incoming.destroyed && !this.#incoming.readableEnded) return fail(controller);
    this.#wanted = true;
    if (this.#controller === undefined && this.#incoming.readableEnded) {
      return controller.error(readBefore());
    }
    if (this.#controller === undefined) this.#attach(controller);
    this.#incoming.resume();
  }

  #attach(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const incoming = this.#incoming;
    const onData = (chunk: Uint8Array): void => {
      this.#wanted = false;
      incoming.pause();
      controller.enqueue(chunk);
    };
    const onEnd = (): void => finish(() => controller.close());
    const onClose = (): void => finish(() => fail(controller));
    const finish = (settle: () => void): void => {
      this.#wanted = false;
      this.#detach?.();
      settle();
    };
    this.#controller = controller;
    this.#detach = () => {
      this.#detach = undefined;
      incoming.off("data", onData).off("end", onEnd).off("close", onClose);
    };
    this.#beforeRead();
    incoming.on("data", onData).on("end", onEnd).on("close", onClose);
  }

  /** The app cancelled the stream; what it does not want flows by while it thinks about its answer. */
  #forget(): void {
    this.#controller = undefined;
    this.#over = true;
    this.#detach?.();
    this.#incoming.resume();
  }
}

/** Reads and forgets what is left of a request, within bounds; beyond them the connection is cut. */
export function discardRest(incoming: IncomingMessage): void {
  if (incoming.complete || incoming.destroyed) return void incoming.resume();
  let left = discardBytes;
  const cut = (): void => void incoming.socket.destroy();
  const stopWaiting = systemClock.after(discardTimeout, cut);
  incoming.on("data", (chunk: Uint8Array) => {
    left -= chunk.byteLength;
    if (left < 0) cut();
  });
  incoming.once("close", stopWaiting);
  incoming.resume();
}

function answeredBefore(): TypeError {
  return new TypeError("The request was answered before its body was read.");
}

function readBefore(): TypeError {
  return new TypeError("Somebody else has read the request's body, perhaps a body parser.");
}

function fail(controller: ReadableStreamDefaultController<Uint8Array>): void {
  controller.error(new DOMException("The client left in the middle of the body.", "AbortError"));
}
