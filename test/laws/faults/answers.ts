/** Faults in what the client sees of an answer. */

import { Buffer } from "node:buffer";
import { type Fault, onAnswer } from "./plant.ts";

/** Faults of status, fields and bodies that are known. */
export const answerFaults: readonly Fault[] = [
  changesFields("makes locations absolute", ["header-out"], (headers) => {
    if (headers.get("location") === "/elsewhere")
      headers.set("location", "http://law.test/elsewhere");
  }),
  {
    name: "knows only usual statuses",
    breaks: ["status"],
    handler: onAnswer((response) =>
      response.status === 299 ? new Response(response.body, { status: 200 }) : response,
    ),
  },
  changesFields("keeps the first cookie", ["set-cookie", "socket-fields"], (headers) => {
    const [first] = headers.getSetCookie();
    if (first !== undefined) headers.set("set-cookie", first);
  }),
  changesFields("writes fields in UTF-8", ["header-out-latin1"], (headers) => {
    const latin = headers.get("x-latin");
    if (latin !== null) headers.set("x-latin", Buffer.from(latin, "utf8").toString("latin1"));
  }),
  changesFields("gives everything a type", ["content-type"], (headers) => {
    if (!headers.has("content-type")) headers.set("content-type", "application/octet-stream");
  }),
  changesFields("has no clock", ["date"], (headers) => {
    if (!headers.has("date")) headers.set("date", "Thu, 01 Jan 1970 00:00:00 GMT");
  }),
  {
    name: "frames what has no body",
    breaks: ["null-body"],
    wire: {
      answer: (bytes) =>
        bytes.replace("204 No Content\r\n", "204 No Content\r\nContent-Length: 0\r\n"),
    },
  },
  {
    name: "lets the app speak for the connection",
    breaks: ["hop-by-hop"],
    handler: onAnswer((response) => {
      const own = response.headers.get("keep-alive");
      if (own !== null) response.headers.set("x-keep-alive", own);
      return response;
    }),
    wire: { answer: (bytes) => bytes.replace("x-keep-alive:", "Keep-Alive:") },
  },
  {
    name: "believes lengths",
    breaks: ["length-mended"],
    handler: onAnswer((response) => {
      if (!response.headers.has("content-length") || response.body === null) return response;
      return new Response(
        response.body.pipeThrough(new TransformStream({ flush: nextTurn })),
        response,
      );
    }),
  },
  {
    name: "mends bad fields in silence",
    breaks: ["header-injection", "trailers-forged"],
    handler: (handler) => (request, context) => {
      try {
        return handler(request, context);
      } catch (error) {
        if (error instanceof TypeError) return new Response("split");
        throw error;
      }
    },
  },
  {
    name: "splits lines",
    breaks: ["header-forgery"],
    handler: onAnswer((response) => {
      const value = response.headers.get("x-value");
      return value?.includes("\n") === true
        ? new Response("split", { headers: { "x-injected": "1" } })
        : response;
    }),
  },
  {
    name: "sends bytes in chunks",
    breaks: ["body-out-length"],
    handler: onAnswer((response, { url }) => {
      if (!url.endsWith("/2") || response.body === null) return response;
      return new Response(
        response.body.pipeThrough(new TransformStream({ flush: nextTurn })),
        response,
      );
    }),
  },
  changesFields("has one type for all files", ["body-out-kinds"], (headers) => {
    if (headers.get("content-type")?.startsWith("multipart/") === true)
      headers.set("content-type", "text/plain");
  }),
  {
    name: "writes null for nothing",
    breaks: ["body-out-empty"],
    handler: onAnswer((response, { url }) =>
      url.endsWith("/null") ? new Response("null") : response,
    ),
  },
  {
    name: "cuts long texts",
    breaks: ["body-out-large"],
    handler: onAnswer(async (response) => {
      if (response.headers.get("content-type")?.startsWith("text/plain") !== true) return response;
      const text = await response.clone().bytes();
      const limit = 1024 * 1024;
      return text.byteLength > limit ? new Response(text.slice(0, limit), response) : response;
    }),
  },
];

function changesFields(
  name: string,
  breaks: readonly string[],
  change: (headers: Headers) => void,
): Fault {
  const handler = onAnswer((response) => {
    change(response.headers);
    return response;
  });
  return { name, breaks, handler };
}

async function nextTurn(): Promise<void> {
  await new Promise<void>((resolve) => void setImmediate(resolve));
}
