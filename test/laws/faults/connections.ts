/** Faults in the life of connections, and in what becomes of clients that leave. */

import { type Fault, onAnswer, withContext } from "./plant.ts";

/** Faults of connections. */
export const connectionFaults: readonly Fault[] = [
  {
    name: "closes after a POST",
    breaks: ["keep-alive"],
    handler: onAnswer((response, { method, headers }) => {
      if (method === "POST" && headers.get("content-length") === "5")
        response.headers.set("connection", "close");
      return response;
    }),
  },
  {
    name: "reads Connection by its exact value",
    breaks: ["close-asked"],
    wire: {
      request: (bytes) => bytes.replace("Connection: X-Other, CLOSE", "Connection: X-Other"),
    },
  },
  {
    name: "keeps a connection that the app wants closed",
    breaks: ["close-answered"],
    handler: onAnswer((response) => {
      response.headers.delete("connection");
      return response;
    }),
  },
  {
    name: "wants a Host of HTTP/1.0",
    breaks: ["http10"],
    wire: { request: (bytes) => (bytes === "GET /old HTTP/1.0\r\n\r\n" ? undefined : bytes) },
  },
  {
    name: "stumbles over an empty line",
    breaks: ["blank-lines"],
    wire: { request: (bytes) => (bytes.startsWith("\r\nGET") ? undefined : bytes) },
  },
  {
    name: "takes a half-closed connection for a lost one",
    breaks: ["half-closed"],
    wire: { onEnd: (client) => client.destroy() },
  },
  {
    name: "mixes up requests that are served at once",
    breaks: ["concurrent"],
    handler: (handler) => {
      let newest = "";
      return (request, context) => {
        newest = request.headers.get("x-number") ?? newest;
        const number = (): string => newest;
        if (request.headers.has("x-number"))
          Object.defineProperty(request, "headers", { value: { get: number } });
        return handler(request, context);
      };
    },
  },
  {
    name: "answers in the wrong order",
    breaks: ["pipelining"],
    wire: {
      request: (bytes) =>
        bytes.replace(/GET \/2 (.*)GET \/3 /s, (_all, rest) => `GET /3 ${rest}GET /2 `),
    },
  },
  {
    name: "loses a byte of a body that nobody reads",
    breaks: ["pipelining-bodies"],
    wire: { request: (bytes) => bytes.replace("ixnay", "ixna") },
  },
  {
    name: "serves on after the last request",
    breaks: ["pipelining-close"],
    wire: {
      request: (bytes) =>
        bytes.includes("/more") ? bytes.replace("Connection: close\r\n", "") : bytes,
    },
  },
  {
    name: "cuts what is in flight when it drains",
    breaks: ["socket-drain", "drain"],
    server: (server) => ({
      ...server,
      addresses: server.addresses,
      activity: () => server.activity(),
      drain: () => {
        void server.drain();
        return server.close();
      },
      close: () => server.close(),
      [Symbol.asyncDispose]: () => server.close(),
    }),
  },
];

/** Faults around clients that leave. */
export const abortFaults: readonly Fault[] = [
  {
    name: "keeps request.signal silent",
    breaks: ["abort-signal"],
    handler: (handler) => (request, context) =>
      handler(
        Object.defineProperty(request, "signal", { value: new AbortController().signal }),
        context,
      ),
  },
  {
    name: "fires no signal once a handler has answered",
    breaks: ["abort-stream", "socket-gone"],
    handler: (handler) => async (request, context) => {
      const own = new AbortController();
      let isAnswered = false;
      context.signal.addEventListener("abort", () => isAnswered || own.abort());
      const response = await handler(request, withContext(context, { signal: own.signal }));
      isAnswered = true;
      return response;
    },
  },
  {
    name: "falls over a late answer",
    breaks: ["abort-late-answer"],
    handler: (handler, server) => async (request, context) => {
      try {
        return await handler(request, context);
      } finally {
        if (context.signal.aborted && request.body === null) void server().close();
      }
    },
  },
  {
    name: "fires the signal after every answer",
    breaks: ["signal-quiet"],
    handler: (handler) => async (request, context) => {
      const own = new AbortController();
      context.signal.addEventListener("abort", () => own.abort());
      const response = await handler(request, withContext(context, { signal: own.signal }));
      setImmediate(() => own.abort());
      return response;
    },
  },
];
