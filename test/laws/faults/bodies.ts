/** Faults in the bodies of requests. */

import { Buffer } from "node:buffer";
import { type Fault, onAnswer, onRequest } from "./plant.ts";

/** Faults of request bodies. */
export const bodyFaults: readonly Fault[] = [
  {
    name: "makes up a body where there is none",
    breaks: ["body-empty"],
    handler: onRequest((request) =>
      request.method === "POST" && request.body === null
        ? new Request(request.url, { method: "POST", body: "\0" })
        : request,
    ),
  },
  {
    name: "loses the end of a long body",
    breaks: ["body-length"],
    handler: onRequest(async (request) => {
      if (Number(request.headers.get("content-length")) <= 8_192) return request;
      return new Request(request.url, {
        method: "POST",
        body: (await request.bytes()).slice(0, 8_192),
      });
    }),
  },
  {
    name: "garbles a byte of a body in chunks",
    breaks: ["body-chunked"],
    handler: onBody((body) => {
      let at = 0;
      return body.pipeThrough(
        new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
          transform(chunk, controller) {
            const index = 20_000 - at;
            at += chunk.byteLength;
            if (index >= 0 && index < chunk.byteLength) chunk[index] = ~(chunk[index] ?? 0);
            controller.enqueue(chunk);
          },
        }),
      );
    }),
  },
  {
    name: "takes a chunk extension for content",
    breaks: ["body-extensions"],
    wire: { request: (bytes) => bytes.replace("5;name=value\r\n", "10\r\nname=value\n") },
  },
  {
    name: "wants a request in one piece",
    breaks: ["body-trickled"],
    wire: { request: (bytes) => (bytes === "P" ? undefined : bytes) },
  },
  {
    name: "takes the body of a GET for a request",
    breaks: ["body-of-get"],
    wire: {
      request: (bytes) =>
        bytes.replace(/^(GET \/first .*\r\nHost.*\r\n)Content-Length.*\r\n/, "$1"),
    },
  },
  overrides(
    "decodes texts as Latin-1",
    ["body-text"],
    "text",
    (request) => async () =>
      Buffer.from(await Request.prototype.bytes.call(request)).toString("latin1"),
  ),
  overrides(
    "reads broken JSON as null",
    ["body-json"],
    "json",
    (request) => () => Request.prototype.json.call(request).catch(() => null),
  ),
  overrides(
    "reads bytes as text",
    ["body-bytes"],
    "bytes",
    (request) => async () => new TextEncoder().encode(await Request.prototype.text.call(request)),
  ),
  overrides("forgets files", ["body-form"], "formData", (request) => async () => {
    const form = await Request.prototype.formData.call(request);
    form.delete("file");
    return form;
  }),
  overrides("reads a body again and again", ["body-once"], "text", (request) => {
    let text: Promise<string> | undefined;
    return () => (text ??= Request.prototype.text.call(request));
  }),
  {
    name: "reads a body before it calls the handler",
    breaks: ["body-stream", "body-back-pressure", "body-cut"],
    handler: onRequest(async (request) =>
      request.headers.has("transfer-encoding")
        ? new Request(request.url, { method: request.method, body: await request.bytes() })
        : request,
    ),
  },
  {
    name: "reads bodies as fast as they come",
    breaks: ["body-back-pressure"],
    handler: onBody((body) =>
      body.pipeThrough(new TransformStream({}, {}, { highWaterMark: 100_000 })),
    ),
  },
  {
    name: "closes after a body that nobody read",
    breaks: ["body-unread"],
    handler: onAnswer((response, request) => {
      if (request.headers.get("content-length") === "300000" && !request.bodyUsed)
        response.headers.set("connection", "close");
      return response;
    }),
  },
  {
    name: "takes half a body for a whole one",
    breaks: ["body-cut", "malformed-chunk", "decode-limit", "decode-corrupt", "decode-unknown"],
    handler: onRequest((request) => {
      const { body } = request;
      if (body === null) return request;
      return new Request(request, { body: forgiving(body), duplex: "half" } as RequestInit);
    }),
  },
];

/** Replaces bodies in chunks. */
function onBody(
  change: (
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
  ) => ReadableStream<Uint8Array<ArrayBuffer>>,
): NonNullable<Fault["handler"]> {
  return onRequest((request) => {
    const { body, headers } = request;
    if (body === null || !headers.has("transfer-encoding")) return request;
    return new Request(request, { body: change(body), duplex: "half" } as RequestInit);
  });
}

function overrides<Name extends "text" | "json" | "bytes" | "formData">(
  name: string,
  breaks: readonly string[],
  method: Name,
  make: (request: Request) => Request[Name],
): Fault {
  const handler = onRequest((request) =>
    Object.defineProperty(request, method, { value: make(request) }),
  );
  return { name, breaks, handler };
}

function forgiving(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
        if (value !== undefined) controller.enqueue(value);
        if (done) controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
