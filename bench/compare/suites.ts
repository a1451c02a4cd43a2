/** Every suite, in the order in which they run and stand on the page. */

import type { Suite } from "./suite.ts";
import { browserHeaders } from "./suites/browser-headers.ts";
import { hello } from "./suites/hello.ts";
import { jsonEcho } from "./suites/json-echo.ts";
import { memory } from "./suites/memory.ts";
import { newConnections } from "./suites/new-connections.ts";
import { options } from "./suites/options.ts";
import { python } from "./suites/python.ts";
import { reloadRace } from "./suites/reload-race.ts";
import { startup } from "./suites/startup.ts";
import { staticFiles } from "./suites/static.ts";
import { unixSocket } from "./suites/unix-socket.ts";

/** One row per suite. */
export const suites: readonly Suite[] = [
  hello,
  browserHeaders,
  jsonEcho,
  newConnections,
  unixSocket,
  reloadRace,
  staticFiles,
  startup,
  memory,
  python,
  options,
];
