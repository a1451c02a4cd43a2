/** The guestbook's live side: streams, several processes on one file, and the end of both. */

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRoutes } from "../../examples/guestbook/app.ts";
import { createFeed } from "../../examples/guestbook/events.ts";
import { openStore, type Store } from "../../examples/guestbook/store.ts";
import {
  context,
  formRequest,
  useRoutes,
  useTemporaryBook,
  writeElsewhere,
} from "./guestbook-rig.ts";

const place = useTemporaryBook();

describe("the event stream", () => {
  const opened = useRoutes();

  test("says when to come back and who answers, then tells what another process wrote", async () => {
    const answer = await opened.routes.request("/events", {}, { landfall: context() });
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    const events = readEvents(answer);
    expect(await events.until("event: worker")).toContain("retry: 500\n");
    expect(events.text()).toContain(`data: {"worker":1,"pid":${process.pid},"generation":7}\n\n`);

    await writeElsewhere(1);
    expect(await events.until('"message":"Number 1"')).toContain("event: entry\nid: 1\ndata: {");
    await events.leave();
  });

  test("tells what this process wrote", async () => {
    const events = readEvents(await opened.routes.request("/events"));
    await events.until("event: worker");
    await opened.routes.request(formRequest({ name: "Ada", message: "From here" }));
    await events.until('"message":"From here"');
    await events.leave();
  });

  test("a page that comes back hears what it missed, and nothing twice", async () => {
    for (let n = 1; n <= 120; n++) opened.book.store.add({ name: "Ada", message: `Number ${n}` });
    const headers = { "last-event-id": "2" };
    const events = readEvents(await opened.routes.request("/events?after=1", { headers }));
    await events.until('"message":"Number 120"');
    const ids = [...events.text().matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
    expect(ids).toEqual(Array.from({ length: 118 }, (_, n) => n + 3));
    await events.leave();
  });

  test.each(["draining", "signal"] as const)("ends itself when `%s` fires", async (name) => {
    const controller = new AbortController();
    const landfall = { ...context(), [name]: controller.signal };
    const events = readEvents(await opened.routes.request("/events", {}, { landfall }));
    await events.until("event: worker");
    controller.abort();
    await events.ended();
  });

  test("on a worker that drains already it ends at once", async () => {
    const landfall = { ...context(), draining: AbortSignal.abort() };
    await readEvents(await opened.routes.request("/events", {}, { landfall })).ended();
  });

  test("ends when the book is closed", async () => {
    const events = readEvents(await opened.routes.request("/events"));
    opened.book.feed.close();
    await events.ended();
  });

  test("a HEAD request opens no stream", async () => {
    const open = (): never => {
      throw new Error("A stream was opened.");
    };
    const routes = createRoutes({ ...opened.book, feed: { ...opened.book.feed, open } });
    const answer = await routes.request("/events", { method: "HEAD" });
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    await expect(async () => routes.request("/events")).rejects.toThrow("A stream was opened.");
  });
});

describe("the feed", () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore(place.file);
  });

  afterEach(() => store.close());

  test("keeps a quiet connection alive with comments", async () => {
    const feed = createFeed({ store, greeting: {}, keepAliveEvery: 5 });
    const events = readEvents(new Response(feed.open({ after: 0 })));
    await events.until(": still here\n\n");
    feed.close();
    await events.ended();
  });

  test("does not pile up events for a reader that does not read", async () => {
    const feed = createFeed({ store, greeting: {}, pollEvery: 5, keepAliveEvery: 5 });
    const slow = feed.open({ after: 0 }).getReader();
    const quick = readEvents(new Response(feed.open({ after: 0 })));
    for (let n = 1; n <= 3; n++) {
      store.add({ name: "Ada", message: `Number ${n}` });
      await quick.until(`"message":"Number ${n}"`);
    }
    expect(decode(await slow.read())).toMatch(/^retry: /);
    expect(decode(await slow.read())).toMatch(/Number 1.*Number 2.*Number 3/s);
    feed.close();
  });

  test("a reader that left is forgotten, and its worker may drain later", async () => {
    const draining = new AbortController();
    const feed = createFeed({ store, greeting: {} });
    await feed.open({ after: 0, until: draining.signal }).cancel();
    draining.abort();
    feed.close();
  });
});

test("a worker waits for another one that is just creating the file", async () => {
  mkdirSync(dirname(place.file));
  const other = new DatabaseSync(place.file);
  other.exec("BEGIN IMMEDIATE");
  const opening = openStore(place.file);
  other.exec("COMMIT");
  other.close();
  const store = await opening;
  expect(store.count()).toBe(0);
  store.close();
});

test("processes that start together on a missing file all write without an error", async () => {
  const entriesEach = 60;
  await Promise.all([0, 1, 2, 3].map(() => writeElsewhere(entriesEach)));
  const store = await openStore(place.file);
  expect(store.count()).toBe(4 * entriesEach);
  store.close();
}, 20_000);

interface Events {
  /** Everything received so far. */
  text(): string;
  /** Reads on until the text contains `expected`. */
  until(expected: string): Promise<string>;
  /** Reads on until the server ends the stream. */
  ended(): Promise<void>;
  leave(): Promise<void>;
}

function readEvents(answer: Response): Events {
  if (!answer.body) throw new Error("The answer has no body.");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const readOn = async (): Promise<boolean> => {
    const { value = "", done } = await reader.read();
    text += value;
    return !done;
  };
  return {
    text: () => text,
    async until(expected) {
      while (!text.includes(expected)) {
        if (!(await readOn())) throw new Error(`The stream ended before ${expected}: ${text}`);
      }
      return text;
    },
    async ended() {
      while (await readOn());
    },
    leave: () => reader.cancel(),
  };
}

function decode({ value }: { readonly value?: Uint8Array | undefined }): string {
  return new TextDecoder().decode(value);
}
