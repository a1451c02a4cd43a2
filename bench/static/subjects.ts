/** Who serves the folder, and what is asked of them. */

import type { RequestKind, Subject } from "../hello/subjects.ts";

/** One row per server; ours is what the others are compared with. */
export const subjects: readonly Subject[] = [
  { name: "landfall", file: "landfall.ts", args: [], isBase: true },
  { name: "nginx", file: "nginx.ts", args: [] },
  { name: "node:http, from memory", file: "bare.ts", args: [] },
  { name: "sirv", file: "sirv.ts", args: [] },
  { name: "serve-static", file: "serve-static.ts", args: [] },
  { name: "@hono/node-server", file: "hono.ts", args: [] },
];

/** A kind of request, who cannot answer it as it should be, and what must hold of our share of theirs. */
export interface StaticRequest extends RequestKind {
  readonly path: string;
  /** Servers that lack what is asked. */
  readonly without?: readonly string[];
  /** Our requests per second of CPU time in terms of theirs, by name: what must hold, and what we aim at. */
  readonly floors?: Readonly<Record<string, number>>;
  readonly targets?: Readonly<Record<string, number>>;
}

const bare = "node:http, from memory";

/** One row per kind. */
export const requests: readonly StaticRequest[] = [
  { name: "1 KB", path: "/static/1k.js", headers: [] },
  {
    name: "10 KB",
    path: "/static/10k.js",
    headers: [],
    floors: { sirv: 4, "serve-static": 4 },
    targets: { nginx: 0.7, sirv: 8, "serve-static": 8 },
  },
  { name: "1 MB", path: "/static/1m.bin", headers: [] },
  { name: "404", path: "/static/missing.js", headers: [], isRefused: true },
  {
    name: "304",
    path: "/static/10k.js",
    headers: [`if-modified-since: ${new Date().toUTCString()}`],
    without: [bare, "@hono/node-server", "sirv"],
  },
  { name: "range", path: "/static/10k.js", headers: ["range: bytes=0-1023"], without: [bare] },
  {
    name: "precompressed",
    path: "/static/10k.js",
    headers: ["accept-encoding: gzip"],
    without: [bare, "serve-static"],
  },
];
