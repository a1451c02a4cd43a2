/**
 * What an app wants to do on signals. Only its master commands a worker, so handlers of the app never hear a signal:
 * one that ends the process would cut requests, on a Ctrl-C in the terminal or on the TERM that systemd sends to everyone.
 * They are kept, and run when the last request is answered, which is what they are for.
 */

import { constants } from "node:os";
import { type Clock, type Millis, millis } from "../../core/index.ts";

type SignalHandler = (name: string, number: number) => unknown;

/** The signals that end a process, in the order in which their handlers are looked for. */
const endings = ["SIGTERM", "SIGINT", "SIGQUIT"] as const;
const taken: ReadonlySet<string> = new Set([...endings, "SIGHUP"]);

/** How long a handler that returns no promise may take to end the process by itself. */
const patience: Millis = millis(1_000);

/** Takes the handlers of whatever is loaded from now on. */
export class AppSignals implements Disposable {
  readonly #handlers = new Map<string, Set<SignalHandler>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts taking. */
  install(): this {
    process.on("newListener", this.#take);
    return this;
  }

  [Symbol.dispose](): void {
    process.off("newListener", this.#take);
  }

  /** Runs what the app would have done on the first of the signals that it knows; nothing if it knows none. */
  async run(): Promise<void> {
    const name = endings.find((ending) => this.#handlers.has(ending));
    if (name === undefined) return;
    const handlers = [...(this.#handlers.get(name) ?? [])];
    const results = handlers.map((handle) => handle.call(process, name, constants.signals[name]));
    const isPatient = results.some((result) => !(result instanceof Promise));
    await Promise.all(results);
    if (isPatient) await this.#clock.sleep(patience);
  }

  readonly #take = (event: string | symbol, listener: unknown): void => {
    const name = String(event);
    if (!taken.has(name)) return;
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers.add(listener as SignalHandler));
    // The event comes before the listener is added, and no signal comes before the next turn.
    queueMicrotask(() => process.off(name, listener as SignalHandler));
  };
}
