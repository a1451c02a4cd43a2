/** Faults in the streams of answers, and in what becomes of a handler that fails. */

import { type Fault, onAnswer, onStream } from "./plant.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Source = ReadableStream<Bytes>;

/** Faults of streams. */
export const streamFaults: readonly Fault[] = [
  {
    name: "holds a piece back until it has the next",
    breaks: ["stream", "stream-error-late"],
    handler: onStream((source) => {
      let held: Bytes | undefined;
      return source.pipeThrough(
        new TransformStream<Bytes, Bytes>({
          transform(chunk, controller) {
            if (held !== undefined) controller.enqueue(held);
            held = chunk;
          },
          flush: (controller) => void (held !== undefined && controller.enqueue(held)),
        }),
      );
    }),
  },
  {
    name: "loses a byte of some pieces",
    breaks: ["stream-whole"],
    handler: onStream((source) =>
      source.pipeThrough(
        new TransformStream<Bytes, Bytes>({
          transform: (chunk, controller) =>
            controller.enqueue(chunk.byteLength === 49 ? chunk.slice(1) : chunk),
        }),
      ),
    ),
  },
  {
    name: "reads streams as fast as they come",
    breaks: ["stream-back-pressure"],
    handler: onStream((source) =>
      source.pipeThrough(new TransformStream({}, {}, { highWaterMark: 120 })),
    ),
  },
  {
    name: "forgets streams whose client has left",
    breaks: ["stream-cancel"],
    handler: onStream((source) => reread(source, { onCancel: () => {} })),
  },
  {
    name: "takes an empty piece for the end",
    breaks: ["stream-empty"],
    handler: onStream((source) => reread(source, { isEnd: (chunk) => chunk.byteLength === 0 })),
  },
  {
    name: "sends every stream in chunks",
    breaks: ["stream-length", "stream-length-broken"],
    handler: onAnswer((response) => {
      response.headers.delete("content-length");
      return response;
    }),
  },
  {
    name: "fills up what is too short",
    breaks: ["stream-length-broken"],
    handler: onAnswer((response) => {
      if (response.headers.get("content-length") !== "50" || response.body === null)
        return response;
      const fill = new TransformStream<Bytes, Bytes>({
        flush: (controller) => controller.enqueue(new Uint8Array(39)),
      });
      return response.headers.has("content-type")
        ? response
        : new Response(response.body.pipeThrough(fill), response);
    }),
  },
  {
    name: "leaves the stream of a HEAD alone",
    breaks: ["stream-head"],
    handler: onAnswer((response, { method }) =>
      method === "HEAD" && response.headers.has("x-stream")
        ? new Response(null, response)
        : response,
    ),
  },
  {
    name: "speaks HTTP/1.1 with everybody",
    breaks: ["stream-http10"],
    wire: { request: (bytes) => bytes.replace("GET / HTTP/1.0", "GET / HTTP/1.1") },
  },
];

/** Faults of what becomes of failures. */
export const failureFaults: readonly Fault[] = [
  {
    name: "answers a throw with an empty page",
    breaks: ["throw"],
    handler: (handler) => (request, context) => {
      try {
        return handler(request, context);
      } catch (error) {
        const isMistake = error instanceof Error && !("status" in error);
        if (isMistake) return new Response(null, { status: 500 });
        throw error;
      }
    },
  },
  {
    name: "tells the reason of a rejection",
    breaks: ["reject", "decode-limit", "decode-corrupt", "decode-unknown"],
    handler: (handler) => (request, context) => {
      const answer = handler(request, context);
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((error: unknown) => new Response(String(error), { status: 500 }));
    },
  },
  {
    name: "answers nothing with an empty page",
    breaks: ["no-response"],
    handler: (handler) => async (request, context) =>
      ((await handler(request, context)) as Response | undefined) ?? new Response(""),
  },
  {
    name: "overlooks a throw of nothing",
    breaks: ["throw-nothing"],
    handler: (handler) => async (request, context) => {
      try {
        return await handler(request, context);
      } catch (error) {
        if (error === undefined) return new Response("");
        throw error;
      }
    },
  },
  {
    name: "takes a stream that cannot begin for an empty one",
    breaks: ["stream-error-early"],
    handler: onStream((source) => reread(source, { forgives: (pieces) => pieces === 0 })),
  },
  {
    name: "ends a broken stream well",
    breaks: ["stream-error-late"],
    handler: onStream((source) => reread(source, { forgives: (pieces) => pieces > 0 })),
  },
  {
    name: "answers for what comes after the end",
    breaks: ["error-after-end"],
    handler: onAnswer(async (response, { method }) => {
      if (method !== "HEAD") return response;
      try {
        await response.body?.cancel();
        return new Response(null, response);
      } catch {
        return new Response("", { status: 500 });
      }
    }),
  },
];

interface Rereading {
  /** The piece ends the stream. */
  readonly isEnd?: (chunk: Bytes) => boolean;
  /** An error after so many pieces is the end. */
  readonly forgives?: (pieces: number) => boolean;
  readonly onCancel?: () => void;
}

/** Passes a stream on, piece by piece. */
function reread(source: Source, { isEnd, forgives, onCancel }: Rereading): Source {
  const reader = source.getReader();
  let pieces = 0;
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done || isEnd?.(value) === true) return controller.close();
          controller.enqueue(value);
          pieces += 1;
        } catch (error) {
          if (forgives?.(pieces) === true) controller.close();
          else controller.error(error);
        }
      },
      cancel: onCancel ?? ((reason) => reader.cancel(reason)),
    },
    { highWaterMark: 0 },
  );
}
