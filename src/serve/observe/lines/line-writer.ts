/** Gathers lines and writes them in batches of whole lines; nobody waits for it, and what cannot be written is counted. */

import { type Clock, type Millis, millis, toMessage } from "../../../core/index.ts";

/** What lines are written to. */
export interface LineTarget {
  /** Its name for messages. */
  readonly name: string;
  write(batch: Uint8Array, done: (error: Error | null, written: number) => void): void;
  /** Writes before it returns, at the end of the process. */
  writeNow(batch: Uint8Array): void;
  /** Opens it again under its name; throws and keeps what it has. */
  reopen(): void;
  close(): void;
}

/** What a writer needs. */
export interface LineWriterPowers {
  readonly clock: Clock;
  /** Says that writing has failed, and that it works again. */
  report(text: string): void;
}

/** Written at once when so many characters wait: larger batches are not cheaper. */
const batchLength = 65_536;
/** Written after this time in any case: what a worker that is killed can lose, and what `tail -f` waits for. */
const flushInterval: Millis = millis(100);
/** When writing has failed it is tried again after this time. */
const retryInterval: Millis = millis(1_000);
/** What may wait for a disk that stands still or is full; what comes then is dropped and counted. */
const longestQueue = 16_000_000;

/** One writer of one process. */
export class LineWriter {
  readonly #target: LineTarget;
  readonly #powers: LineWriterPowers;
  #waiting = "";
  #batch: Uint8Array | undefined;
  #isWriting = false;
  #isFailing = false;
  #dropped = 0;
  #cancelTimer: (() => void) | undefined;
  #closing: PromiseWithResolvers<void> | undefined;

  constructor(target: LineTarget, powers: LineWriterPowers) {
    this.#target = target;
    this.#powers = powers;
  }

  /** Lines that were not written since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a line with its end. */
  write(line: string): void {
    if (this.#waiting.length + line.length > longestQueue) {
      this.#dropped += 1;
      return;
    }
    this.#waiting += line;
    if (this.#waiting.length >= batchLength && !this.#isFailing) this.#flush();
    else this.#schedule(this.#isFailing ? retryInterval : flushInterval);
  }

  /** The target was renamed, or removed. */
  reopen(): void {
    try {
      this.#target.reopen();
    } catch (error) {
      this.#powers.report(`${this.#target.name} cannot be opened again: ${toMessage(error)}`);
    }
    this.#flush();
  }

  /** Resolves when everything is written, or cannot be. */
  close(): Promise<void> {
    this.#closing ??= Promise.withResolvers();
    this.#flush();
    return this.#closing.promise;
  }

  /** Writes what waits before it returns: the process ends. A batch that is under way is the system's already. */
  closeNow(): void {
    const rest = this.#isWriting ? undefined : this.#batch;
    const batch = Buffer.concat([rest ?? new Uint8Array(), Buffer.from(this.#waiting)]);
    this.#batch = undefined;
    this.#waiting = "";
    if (batch.length === 0) return;
    try {
      this.#target.writeNow(batch);
    } catch (error) {
      this.#lose(batch, error);
    }
  }

  #schedule(delay: Millis): void {
    this.#cancelTimer ??= this.#powers.clock.after(delay, () => {
      this.#cancelTimer = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#isWriting) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#batch === undefined && this.#waiting !== "") {
      this.#batch = Buffer.from(this.#waiting);
      this.#waiting = "";
    }
    if (this.#batch === undefined) return this.#end();
    this.#isWriting = true;
    this.#target.write(this.#batch, (error, written) => this.#written(error, written));
  }

  #written(error: Error | null, written: number): void {
    const batch = this.#batch ?? new Uint8Array();
    this.#isWriting = false;
    this.#batch = written < batch.length ? batch.subarray(written) : undefined;
    if (error !== null) return this.#fail(error);
    if (this.#isFailing) this.#recover();
    if (this.#batch !== undefined || this.#closing !== undefined) this.#flush();
    else if (this.#waiting.length >= batchLength) this.#flush();
    else if (this.#waiting !== "") this.#schedule(flushInterval);
  }

  /** Said once, not once a batch. */
  #fail(error: Error): void {
    if (this.#closing !== undefined) {
      this.#lose(
        Buffer.concat([this.#batch ?? new Uint8Array(), Buffer.from(this.#waiting)]),
        error,
      );
      this.#batch = undefined;
      this.#waiting = "";
      return this.#end();
    }
    if (!this.#isFailing) {
      const { name } = this.#target;
      this.#powers.report(`${name} cannot be written, serving goes on: ${toMessage(error)}`);
    }
    this.#isFailing = true;
    this.#schedule(retryInterval);
  }

  #recover(): void {
    this.#isFailing = false;
    const { name } = this.#target;
    this.#powers.report(`${name} is written again, ${countLines(this.#dropped)} missing`);
  }

  #lose(batch: Uint8Array, error: unknown): void {
    this.#dropped += batch.filter((byte) => byte === 10).length;
    const { name } = this.#target;
    this.#powers.report(`${name}: ${countLines(this.#dropped)} lost: ${toMessage(error)}`);
  }

  #end(): void {
    if (this.#closing === undefined) return;
    this.#target.close();
    this.#closing.resolve();
  }
}

function countLines(count: number): string {
  return count === 1 ? "1 line is" : `${count} lines are`;
}
