/** What a visitor sees: the book, its form, and the stream that keeps an open page up to date. */

import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { judge } from "./entry.ts";
import type { Guestbook, GuestbookEnv } from "./guestbook.ts";
import { type BookPage, renderBook, renderProblem } from "./page.ts";

const pageSize = 20;

/** GET and POST /, and GET /events. */
export function createPages({ store, feed, worker }: Guestbook): Hono<GuestbookEnv> {
  const pages = new Hono<GuestbookEnv>();

  const readBook = (before?: number): BookPage => ({
    ...store.page({ before, size: pageSize }),
    isNewest: before === undefined,
    total: store.count(),
    worker,
  });

  pages.get("/", (c) => {
    const before = toId(c.req.query("before"));
    return c.html(renderBook(readBook(before)), 200, { "cache-control": "no-store" });
  });

  pages.post("/", limitBody, async (c) => {
    const verdict = judge(await c.req.parseBody().catch(() => ({})));
    if (verdict.kind === "invalid") {
      return c.html(renderBook({ ...readBook(), ...verdict }), 400);
    }
    const { id } = store.add(verdict.draft);
    return c.redirect(`/#entry-${id}`, 303);
  });

  pages.get("/events", (c) => {
    const headers = {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no", // nginx would otherwise collect events before it passes them on.
    };
    if (c.req.raw.method === "HEAD") return c.body(null, 200, headers);
    const lastSeen = toId(c.req.header("last-event-id")) ?? toId(c.req.query("after"));
    const stream = feed.open({ after: lastSeen ?? store.newestId(), until: endOf(c) });
    return c.body(stream, 200, headers);
  });

  pages.all("*", (c) => c.html(renderProblem("There is no such page."), 404));
  return pages;
}

const limitBody = bodyLimit({
  maxSize: 64 * 1024,
  onError: (c) => c.html(renderProblem("That is more than this book can take."), 413),
});

/** A stream ends when its reader has left, and when this worker drains: a reload does not wait for it. */
function endOf(c: Context<GuestbookEnv>): AbortSignal {
  const landfall = c.env?.landfall;
  return landfall ? AbortSignal.any([landfall.signal, landfall.draining]) : c.req.raw.signal;
}

function toId(text: string | undefined): number | undefined {
  return text && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
