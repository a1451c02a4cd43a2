/** Keeps the last lines of the log in the master, and hands them to whoever asks on the control socket. */

import { type Clock, type Logger, millis } from "../core/index.ts";
import { KeptLines, type LogLine } from "../serve/supervisor/index.ts";

/** How what is said reaches the log. */
export interface Sayings {
  readonly logger: Logger;
  /** Takes a line of a worker's output. */
  output(stream: "stdout" | "stderr", worker: number, text: string): void;
}

/** The same, with everything but details for debugging kept, also what `--quiet` and `--log-level` leave out. */
export function keepLines(said: Sayings): Sayings & { readonly kept: KeptLines } {
  const kept = new KeptLines();
  const at =
    (level: "info" | "warn" | "error"): Logger[typeof level] =>
    (message, facts) => {
      kept.add({ kind: "master", level }, message);
      said.logger[level](message, facts);
    };
  return {
    kept,
    logger: {
      debug: (message, facts) => said.logger.debug(message, facts),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
    },
    output: (stream, worker, text) => {
      kept.add({ kind: "worker", worker, stream }, text);
      said.output(stream, worker, text);
    },
  };
}

/** Who asks for lines. */
export interface LineReader {
  readonly lines: number;
  readonly follow: boolean;
  /** Aborts when the reader leaves. */
  readonly gone: AbortSignal;
  send(lines: readonly LogLine[]): void;
}

/** New lines go out together when so many have come, or after this time. */
const batchSize = 100;
const batchTime = millis(50);

/** Sends what is kept, and what comes as long as the reader follows; the returned function sends the rest and ends it. */
export function sendLines(kept: KeptLines, clock: Clock, reader: LineReader): () => void {
  const { lines, follow, gone, send } = reader;
  send(kept.last(lines));
  if (!follow || gone.aborted) return () => {};
  let batch: LogLine[] = [];
  const flush = (): void => {
    if (batch.length > 0) send(batch);
    batch = [];
  };
  const release = kept.follow((line) => {
    batch.push(line);
    if (batch.length >= batchSize) flush();
    else if (batch.length === 1) clock.after(batchTime, flush);
  });
  gone.addEventListener("abort", release, { once: true });
  return () => {
    release();
    flush();
  };
}
