/** What is compared, and the requests that are made. */

/** A server program in `servers/`, started as `node servers/FILE ARGUMENTS`; it prints its port. */
export interface Subject {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** The one that all others are compared with. */
  readonly isBase?: true;
  /** Share of the base's requests per second that must hold, and that we aim at. */
  readonly floor?: number;
  readonly target?: number;
}

/** A kind of request. */
export interface RequestKind {
  readonly name: string;
  readonly headers: readonly string[];
  readonly path?: string;
  /** Every answer is a 4xx. */
  readonly isRefused?: true;
}

/** One row per server. */
export const subjects: readonly Subject[] = [
  { name: "node:http", file: "bare.ts", args: [], isBase: true },
  { name: "node:http async", file: "bare.ts", args: ["async"] },
  { name: "landfall", file: "landfall.ts", args: ["light", "plain"], floor: 0.93, target: 0.97 },
  {
    name: "landfall async",
    file: "landfall.ts",
    args: ["light", "async"],
  },
  { name: "landfall combined log", file: "landfall.ts", args: ["light", "plain", "combined"] },
  { name: "landfall json log", file: "landfall.ts", args: ["light", "plain", "json"] },
  { name: "landfall native", file: "landfall.ts", args: ["native", "plain"] },
  { name: "landfall hono", file: "landfall.ts", args: ["light", "hono"] },
  { name: "hono-node-server", file: "hono-node-server.ts", args: ["plain"] },
  { name: "hono-node-server hono", file: "hono-node-server.ts", args: ["hono"] },
  { name: "srvx", file: "srvx.ts", args: [] },
  { name: "fastify", file: "fastify.ts", args: [] },
];

/** Three header fields as wrk sends them, and the twelve of a browser. */
export const requests: readonly RequestKind[] = [
  { name: "three headers", headers: ["accept: */*"] },
  {
    name: "twelve headers",
    headers: [
      "accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
      "accept-encoding: gzip, deflate, br, zstd",
      "accept-language: en-GB,en;q=0.9,de;q=0.8",
      "cache-control: max-age=0",
      "cookie: session=4f1c2d3e4b5a69788796a5b4c3d2e1f0; theme=dark",
      "sec-ch-ua-platform: Linux",
      "sec-fetch-dest: document",
      "sec-fetch-mode: navigate",
      "upgrade-insecure-requests: 1",
      "user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36",
    ],
  },
];
