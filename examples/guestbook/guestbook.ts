/** One worker's guestbook: what the routes share, opened before the first request and closed after the last. */

import { join } from "node:path";
import type { RequestContext, StartInfo } from "landfall";
import { createFeed, type Feed } from "./events.ts";
import { openStore, type Store } from "./store.ts";

/** The database, the live feed, and who this worker is. */
export interface Guestbook {
  readonly store: Store;
  readonly feed: Feed;
  readonly worker: WorkerFacts;
  close(): void;
}

/** What the footer and /healthz say about the process that answers. */
export interface WorkerFacts {
  readonly worker: number;
  readonly pid: number;
  readonly generation: number;
}

/** For Hono: Landfall's context is `c.env.landfall`, absent where something else calls the app. */
export interface GuestbookEnv {
  Bindings: { readonly landfall?: RequestContext };
}

/** Opens the book at $GUESTBOOK_DB, or in the folder `data` beside this file. */
export async function openGuestbook(info: StartInfo): Promise<Guestbook> {
  const path = process.env["GUESTBOOK_DB"] ?? join(import.meta.dirname, "data", "guestbook.db");
  const worker = { worker: info.worker, pid: process.pid, generation: info.generation };
  const store = await openStore(path);
  const feed = createFeed({ store, greeting: worker });
  return {
    store,
    feed,
    worker,
    close() {
      feed.close();
      store.close();
    },
  };
}
