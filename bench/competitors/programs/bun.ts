/** Bun.serve; runs on Bun. */

import { createHandler } from "./fetch-handler.ts";
import { host, port, unixPath } from "./listen.ts";

declare const Bun: { serve(options: object): unknown };

Bun.serve({
  fetch: createHandler(Response),
  ...(unixPath === undefined ? { port, hostname: host } : { unix: unixPath }),
});
