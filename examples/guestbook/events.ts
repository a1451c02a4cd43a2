/** Tells every open page about new entries, whichever worker wrote them (server-sent events). */

import type { Store } from "./store.ts";

/** The live side of the book. */
export interface Feed {
  /** One page's stream: what was written after an entry, and from then on; over when `until` fires. */
  open(options: {
    readonly after: number;
    readonly until?: AbortSignal | undefined;
  }): ReadableStream<Uint8Array>;
  /** Ends all streams. */
  close(): void;
}

/** What a feed reads, what it says first, and how often it looks. */
export interface FeedOptions {
  readonly store: Store;
  /** The first event of every stream: who is answering. */
  readonly greeting: unknown;
  readonly pollEvery?: number;
  readonly keepAliveEvery?: number;
}

interface Reader {
  /** Sends what is new, as fast as the reader takes it. */
  catchUp(): void;
  /** Keeps proxies from closing a quiet connection. */
  keepAlive(): void;
  end(): void;
}

/** A browser whose stream ends comes back after this many milliseconds: it hardly notices a reload. */
const retry = 500;

/** Starts to watch the book: one look per interval and worker, however many pages are open. */
export function createFeed(options: FeedOptions): Feed {
  const { store, greeting, pollEvery = 200, keepAliveEvery = 15_000 } = options;
  const readers = new Set<Reader>();
  let seen = store.version();

  const polling = setInterval(() => {
    if (readers.size === 0) return;
    const version = store.version();
    if (version === seen) return;
    seen = version;
    for (const reader of readers) reader.catchUp();
  }, pollEvery).unref();
  const keepingAlive = setInterval(() => {
    for (const reader of readers) reader.keepAlive();
  }, keepAliveEvery).unref();

  return {
    open({ after, until }) {
      let reader: Reader;
      const leave = (): void => {
        readers.delete(reader);
        until?.removeEventListener("abort", reader.end);
      };
      return new ReadableStream<Uint8Array>({
        start(controller) {
          reader = createReader({ store, after, greeting, controller, leave });
          readers.add(reader);
          until?.addEventListener("abort", reader.end);
          if (until?.aborted) reader.end();
        },
        pull: () => reader.catchUp(),
        cancel: leave,
      });
    },
    close() {
      clearInterval(polling);
      clearInterval(keepingAlive);
      for (const reader of readers) reader.end();
    },
  };
}

interface ReaderOptions {
  readonly store: Store;
  readonly after: number;
  readonly greeting: unknown;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** Forgets the reader. */
  readonly leave: () => void;
}

function createReader({ store, after, greeting, controller, leave }: ReaderOptions): Reader {
  const encoder = new TextEncoder();
  const send = (text: string): void => controller.enqueue(encoder.encode(text));
  const hasRoom = (): boolean => (controller.desiredSize ?? 0) > 0;
  let last = after;

  send(`retry: ${retry}\n${format({ event: "worker", data: greeting })}`);
  return {
    catchUp() {
      const entries = hasRoom() ? store.after(last, 50) : [];
      if (entries.length === 0) return;
      last = entries.at(-1)?.id ?? last;
      send(entries.map((entry) => format({ event: "entry", id: entry.id, data: entry })).join(""));
    },
    keepAlive() {
      if (hasRoom()) send(": still here\n\n");
    },
    end() {
      leave();
      controller.close();
    },
  };
}

/** One event; a browser that lost its connection sends the last id back, so it misses nothing. */
function format({ event, id, data }: { event: string; id?: number; data: unknown }): string {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  return `event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`;
}
