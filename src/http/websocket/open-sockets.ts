/** The open WebSockets of a server: pings that find peers that are gone, and closing them all without a stampede. */

import { type Clock, type Millis, millis, seconds } from "../../core/index.ts";
import type { ServedWebSocket } from "./served-web-socket.ts";

/** What is counted on the connection below a WebSocket. */
interface Carrier {
  readonly bytesRead: number;
}

interface Watch {
  readonly socket: ServedWebSocket;
  readonly carrier: Carrier;
  readonly interval: number;
  /** When the next ping is due. */
  due: number;
  /** What had been read at the last ping; undefined before the first. */
  read: number | undefined;
}

/** How often the due ones are looked for. */
const lookInterval: Millis = seconds(1);
/** Between two closings at most: a few sockets need no long window. */
const longestStep: Millis = millis(50);
/** RFC 6455 §7.4.2 and IANA's registry: Service Restart. */
const restart = 1012;

/** Some server's open WebSockets. */
export class OpenSockets {
  readonly #clock: Clock;
  readonly #window: Millis;
  readonly #watches = new Map<ServedWebSocket, Watch>();
  #cancelLook: (() => void) | undefined;
  #isDraining = false;

  /** `window`: over how long `drain` spreads the closing. */
  constructor(clock: Clock, window: Millis) {
    this.#clock = clock;
    this.#window = window;
  }

  /** Takes an open socket; `interval` is the one of its pings, 0 for none. */
  add(socket: ServedWebSocket, carrier: Carrier, interval: number): void {
    const due = this.#clock.now() + interval;
    this.#watches.set(socket, { socket, carrier, interval, due, read: undefined });
    socket.addEventListener("close", () => this.#forget(socket));
    if (interval > 0) this.#look();
    if (this.#isDraining) this.#clock.after(longestStep, () => socket.close(restart, reason));
  }

  /**
   * Asks every client to connect anew, one after the other. What a client has sent before it hears that is still
   * received: the connection ends with its answer.
   */
  drain(): void {
    this.#isDraining = true;
    const sockets = [...this.#watches.keys()];
    const step = Math.min(longestStep, this.#window / sockets.length);
    const begin = this.#clock.now();
    let closed = 0;
    const close = (): void => {
      const due = step === 0 ? sockets.length : (this.#clock.now() - begin) / step + 1;
      for (; closed < Math.min(sockets.length, Math.floor(due)); closed += 1) {
        sockets[closed]?.close(restart, reason);
      }
      if (closed < sockets.length) this.#clock.after(millis(Math.max(1, step)), close);
    };
    close();
  }

  #forget(socket: ServedWebSocket): void {
    this.#watches.delete(socket);
    if (this.#watches.size > 0) return;
    this.#cancelLook?.();
    this.#cancelLook = undefined;
  }

  #look(): void {
    this.#cancelLook ??= this.#clock.after(lookInterval, () => {
      this.#cancelLook = undefined;
      const now = this.#clock.now();
      const watched = [...this.#watches.values()].filter(({ interval }) => interval > 0);
      for (const watch of watched) if (now >= watch.due) lookAt(watch, now);
      if (watched.length > 0) this.#look();
    });
  }
}

const reason = "Service Restart";

/** A peer that still has to take what was sent gets no ping behind that; whether it is there, TCP will find out. */
function lookAt(watch: Watch, now: number): void {
  const { socket, carrier, interval, read } = watch;
  watch.due = now + interval;
  watch.read = undefined;
  if (socket.readyState !== socket.OPEN || socket.isPaused || socket.bufferedAmount > 0) return;
  if (read === carrier.bytesRead) return socket.terminate();
  watch.read = carrier.bytesRead;
  socket.ping();
}
