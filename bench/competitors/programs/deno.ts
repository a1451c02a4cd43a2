/** Deno.serve; runs on Deno. */

import { createHandler } from "./fetch-handler.ts";
import { host, port, unixPath } from "./listen.ts";

declare const Deno: { serve(options: object, handler: (request: Request) => unknown): unknown };

const place = unixPath === undefined ? { port, hostname: host } : { path: unixPath };
Deno.serve({ ...place, onListen: () => undefined }, createHandler(Response));
