/** Routes for watching a server at work: health, slow answers, errors. */

import { setTimeout as sleep } from "node:timers/promises";
import { Hono } from "hono";
import type { Guestbook, GuestbookEnv } from "./guestbook.ts";

const longest = 20_000;

/** /healthz, /slow and /throw. */
export function createDemo({ store, worker }: Guestbook): Hono<GuestbookEnv> {
  const demo = new Hono<GuestbookEnv>();

  demo.get("/healthz", (c) => {
    store.newestId(); // Throws when the database is gone, and then this worker is not well.
    return c.json({ status: "ok", ...worker }, 200, { "cache-control": "no-store" });
  });

  demo.get("/slow", async (c) => {
    const asked = Number(c.req.query("ms") ?? 1_000);
    if (!Number.isInteger(asked) || asked < 0 || asked > longest) {
      return c.text(`ms: expected a whole number from 0 to ${longest}.\n`, 400);
    }
    await sleep(asked);
    return c.text(`Worker ${worker.worker} (pid ${worker.pid}) took ${asked} ms over this.\n`);
  });

  demo.get("/throw", () => {
    throw new Error("Somebody opened /throw.");
  });

  return demo;
}
