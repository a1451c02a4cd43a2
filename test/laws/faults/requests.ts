/** Faults in what the handler sees of a request's head. */

import { Buffer } from "node:buffer";
import { type Fault, onAnswer, onRequest, withContext } from "./plant.ts";

/** Faults of methods, targets and request fields. */
export const requestFaults: readonly Fault[] = [
  {
    name: "takes PATCH for POST",
    breaks: ["methods"],
    handler: onRequest((request) =>
      request.method === "PATCH" ? new Request(request.url, { method: "POST" }) : request,
    ),
  },
  {
    name: "knows only the methods of HTTP itself",
    breaks: ["method-extension"],
    handler: (handler) => (request, context) =>
      /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH)$/.test(request.method)
        ? handler(request, context)
        : new Response("unknown", { status: 501 }),
  },
  {
    name: "takes TRACE for GET",
    breaks: ["method-unfit"],
    wire: { request: (bytes) => bytes.replace(/^TRACE /, "GET ") },
  },
  {
    name: "leaves fields away on HEAD",
    breaks: ["head"],
    handler: onAnswer((response, { method }) => {
      if (method === "HEAD") response.headers.delete("etag");
      return response;
    }),
  },
  rewritesUrl("joins slashes", ["get"], (url) => url.replace("test//", "test/")),
  rewritesUrl("reads a plus as a blank", ["target-query"], (url) => url.replace("+", "%20")),
  rewritesUrl("decodes paths", ["target-encoding"], (url) => url.replace("a%2F", "a/")),
  rewritesUrl("keeps 4 KB of a target", ["target-long"], (url) => url.slice(0, 4_096)),
  rewritesUrl("drops ports", ["host-field"], (url) => url.replace(":8080/", "/")),
  {
    name: "drops queries",
    breaks: [
      "get",
      "target-query",
      "target-long",
      "target-absolute",
      "header-injection",
      "upgrade-ignored",
    ],
    handler: onRequest((request) => new Request(request.url.split("?")[0] ?? "", request)),
  },
  {
    name: "prefers the Host field to an absolute target",
    breaks: ["target-absolute"],
    wire: { request: (bytes) => bytes.replace("GET http://other.test:81/", "GET /") },
  },
  {
    name: "takes the asterisk for a file",
    breaks: ["target-asterisk"],
    wire: { request: (bytes) => bytes.replace("OPTIONS * ", "OPTIONS /* ") },
  },
  changesFields("looks fields up by their exact case", ["header-in"], (headers) =>
    headers.delete("x-odd-case"),
  ),
  changesFields("keeps the last of repeated fields", ["header-in-repeated"], (headers) => {
    const twice = headers.get("x-twice");
    if (twice !== null) headers.set("x-twice", twice.split(", ").at(-1) ?? "");
  }),
  changesFields("joins cookies with commas", ["header-in-cookie"], (headers) => {
    const cookie = headers.get("cookie");
    if (cookie !== null) headers.set("cookie", cookie.replace("2; ", "2, "));
  }),
  changesFields("drops empty fields", ["header-in-empty"], (headers) => {
    if (headers.get("x-empty") === "") headers.delete("x-empty");
  }),
  changesFields("decodes fields", ["header-in-latin1"], (headers) => {
    const latin = headers.get("x-latin");
    if (latin !== null)
      headers.set("x-latin", Buffer.from(latin, "latin1").toString("utf8").slice(0, 3));
  }),
  changesFields("keeps fifty fields", ["header-in-many"], (headers) =>
    [...headers.keys()].slice(50).forEach((name) => headers.delete(name)),
  ),
  {
    name: "keeps a connection's fields",
    breaks: ["header-in-own"],
    handler: (handler) => {
      const kept = new Map<number, string>();
      return (request, context) => {
        const { port } = context.client;
        const secret = request.headers.get("authorization") ?? kept.get(port);
        if (secret !== undefined) {
          kept.set(port, secret);
          request.headers.set("authorization", secret);
        }
        return handler(request, context);
      };
    },
  },
];

/** Faults of what the handler learns beside the request. */
export const contextFaults: readonly Fault[] = [
  {
    name: "takes its own end for the client",
    breaks: ["client-address"],
    handler: (handler) => (request, context) =>
      handler(request, withContext(context, { client: { address: "127.0.0.1", port: 8080 } })),
  },
  {
    name: "believes every proxy",
    breaks: ["client-forged"],
    options: { trustedProxies: ["127.0.0.0/8"] },
  },
  {
    name: "believes X-Forwarded-Host",
    breaks: ["client-forged"],
    handler: onRequest((request) => {
      const host = request.headers.get("x-forwarded-host");
      return host === null ? request : new Request(request.url.replace("law.test", host), request);
    }),
  },
  {
    name: "believes X-Forwarded-Proto",
    breaks: ["client-forged"],
    handler: (handler) => (request, context) => {
      const isHttps = request.headers.get("x-forwarded-proto") === "https";
      return handler(request, isHttps ? withContext(context, { scheme: "https" }) : context);
    },
  },
  {
    name: "counts ids by connection",
    breaks: ["request-id"],
    handler: (handler) => (request, context) =>
      handler(request, withContext(context, { requestId: String(context.client.port) })),
  },
];

function rewritesUrl(
  name: string,
  breaks: readonly string[],
  rewrite: (url: string) => string,
): Fault {
  const handler = onRequest((request) => {
    const url = rewrite(request.url);
    return url === request.url ? request : new Request(url, request);
  });
  return { name, breaks, handler };
}

function changesFields(
  name: string,
  breaks: readonly string[],
  change: (headers: Headers) => void,
): Fault {
  const handler = onRequest((request) => {
    change(request.headers);
    return request;
  });
  return { name, breaks, handler };
}
