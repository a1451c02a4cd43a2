/** What Landfall's own options and kinds of handlers cost. */

import { hello as request } from "../../measuring/request.ts";
import type { LoadSuite } from "../suite.ts";

export const options: LoadSuite = {
  kind: "load",
  name: "options",
  title: "What options cost",
  about:
    "As hello, with kinds of handlers and options of Landfall, each beside what it is made of elsewhere.",
  isDefault: false,
  request,
  listen: "tcp",
  workers: 1,
  placement: "apart",
  competitors: [
    "node-http",
    "landfall",
    "landfall-async",
    "landfall-hono",
    "landfall-native",
    "landfall-direct-native",
    "landfall-combined-log",
    "landfall-json-log",
    "node-http-async",
    "node-http-response",
    "hono-node-server-hono",
  ],
  base: "node-http",
  targets: [
    {
      what: "engine `direct` with Node's own Response against node:http with it",
      competitor: "landfall-direct-native",
      against: "node-http-response",
      floor: 1.2,
      target: 1.4,
    },
  ],
};
