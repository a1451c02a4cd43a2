/** srvx with its fast Response. */

import { FastResponse, serve } from "srvx";

import { createHandler } from "./fetch-handler.ts";
import { host, port, unixPath } from "./listen.ts";

serve({
  fetch: createHandler(FastResponse as typeof Response),
  silent: true,
  ...(unixPath === undefined
    ? { port, hostname: host }
    : { node: { path: unixPath } as Record<string, unknown> }),
});
