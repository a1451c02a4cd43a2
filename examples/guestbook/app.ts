/** A guestbook on Landfall. Start here: this is the whole contract between the app and its server. */

import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { App } from "landfall";
import { toHonoMiddleware } from "landfall/static";
import { createApi } from "./api.ts";
import { assets } from "./assets.ts";
import { createDemo } from "./demo.ts";
import { type Guestbook, type GuestbookEnv, openGuestbook } from "./guestbook.ts";
import { createPages } from "./pages.ts";

let guestbook: Guestbook | undefined;
let routes: Hono<GuestbookEnv> | undefined;

const app: App = {
  /** Before the first request. A throw here fails the reload, and the old workers go on. */
  async start(info) {
    guestbook = await openGuestbook(info);
    routes = createRoutes(guestbook);
  },

  /** Every request. Hono finds what a Request cannot carry in `c.env.landfall`. */
  fetch(request, context) {
    if (!routes) throw new Error("The guestbook answers only after start().");
    return routes.fetch(request, { landfall: context });
  },

  /** After the last request. */
  stop() {
    guestbook?.close();
  },
};

export default app;

/** All routes of one guestbook. */
export function createRoutes(book: Guestbook): Hono<GuestbookEnv> {
  return new Hono<GuestbookEnv>()
    .use(secureHeaders({ contentSecurityPolicy, strictTransportSecurity: false }))
    .use("/assets/*", toHonoMiddleware(assets))
    .route("/api", createApi(book))
    .route("/", createDemo(book))
    .route("/", createPages(book))
    .onError((error) => {
      // Landfall logs it, with file and line, and answers with a 500.
      throw error;
    });
}

const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};
