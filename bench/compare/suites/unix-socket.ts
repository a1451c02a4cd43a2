/** Hello on a unix socket, as behind a proxy on the same machine. */

import { hello as request } from "../../measuring/request.ts";
import type { LoadSuite } from "../suite.ts";

export const unixSocket: LoadSuite = {
  kind: "load",
  name: "unix-socket",
  title: "Unix socket",
  about: "As hello, on a unix socket; the load comes from h2load, which wrk is no match for there.",
  isDefault: true,
  request,
  listen: "unix",
  workers: 1,
  placement: "apart",
  competitors: ["landfall", "node-http", "hono-node-server", "fastify", "bun", "gunicorn", "uwsgi"],
  base: "node-http",
  targets: [],
};
