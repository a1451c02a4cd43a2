/** The control Deno.serve, Deno's own HTTP server; this file runs on Deno only. */

import type { ServerSubject } from "../../../src/laws/index.ts";
import { bareLacks, contextOf } from "./context.ts";

/** What of Deno this needs; its types would replace those of Node. */
interface DenoServer {
  readonly addr: { readonly port: number };
  shutdown(): Promise<void>;
}

interface ServeInfo {
  readonly remoteAddr: { readonly hostname: string; readonly port: number };
}

interface DenoGlobal {
  serve(
    options: { port: number; hostname: string; signal: AbortSignal; onListen(): void },
    handler: (request: Request, info: ServeInfo) => Response | Promise<Response>,
  ): DenoServer;
}

/** Deno.serve on its defaults. */
export const deno: ServerSubject = {
  name: "Deno.serve",
  lacks: { ...bareLacks, strictFraming: "its parser repairs some of them" },
  start: async (handler) => {
    const draining = new AbortController();
    const stop = new AbortController();
    const options = { port: 0, hostname: "127.0.0.1", signal: stop.signal, onListen: () => {} };
    const server = toDeno(globalThis).serve(options, (request, { remoteAddr }) => {
      const client = { address: remoteAddr.hostname, port: remoteAddr.port };
      return handler(request, contextOf(request, client, draining.signal));
    });
    return {
      address: { kind: "tcp", host: "127.0.0.1", port: server.addr.port },
      drain: () => {
        const closed = server.shutdown();
        draining.abort();
        return closed;
      },
      // Not waited for: where an answer is missing, it never ends.
      [Symbol.asyncDispose]: async () => stop.abort(),
    };
  },
};

function toDeno(scope: object): DenoGlobal {
  return (scope as { Deno: DenoGlobal }).Deno;
}
