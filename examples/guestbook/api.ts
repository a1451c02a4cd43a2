/** The JSON API: list, read and write entries. Errors are JSON too. */

import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { judge } from "./entry.ts";
import type { Guestbook, GuestbookEnv } from "./guestbook.ts";

const size = 50;

/** Routes below /api. */
export function createApi({ store }: Guestbook): Hono<GuestbookEnv> {
  const api = new Hono<GuestbookEnv>();

  api.get("/entries", (c) => {
    const before = c.req.query("before");
    if (before !== undefined && !isId(before)) {
      return fail(c, 400, "before: expected the id of an entry.");
    }
    const { entries, older } = store.page({ before: before ? Number(before) : undefined, size });
    return c.json({ entries, older: older ? `/api/entries?before=${older}` : null });
  });

  api.get("/entries/:id", (c) => {
    const id = c.req.param("id");
    const entry = isId(id) ? store.get(Number(id)) : undefined;
    return entry ? c.json(entry) : fail(c, 404, `There is no entry ${id}.`);
  });

  api.post("/entries", limitBody, async (c) => {
    if (!isJson(c.req.header("content-type"))) {
      return fail(c, 415, "Send the entry as application/json.");
    }
    const body: unknown = await c.req.json().catch(() => undefined);
    if (!isObject(body)) return fail(c, 400, "The body is not a JSON object.");

    const verdict = judge(body);
    if (verdict.kind === "invalid") {
      return c.json({ error: "The entry is not valid.", fields: verdict.complaints }, 400);
    }
    const entry = store.add(verdict.draft);
    return c.json(entry, 201, { location: `/api/entries/${entry.id}` });
  });

  api.all("*", (c) => fail(c, 404, `Nothing answers ${c.req.method} ${c.req.path}.`));
  return api;
}

const limitBody = bodyLimit({
  maxSize: 64 * 1024,
  onError: (c) => fail(c, 413, "The body is larger than 64 KB."),
});

function fail(c: Context, status: 400 | 404 | 413 | 415, error: string): Response {
  return c.json({ error }, status);
}

function isId(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text);
}

function isJson(contentType = ""): boolean {
  return /^application\/json *(;|$)/i.test(contentType);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
