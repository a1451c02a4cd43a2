/** Faults of servers that ignore upgrades wrongly, or speak WebSocket wrongly. */

import { type Fault, withContext } from "./plant.ts";

/** Replaces texts in what the server sends. */
function answers(
  name: string,
  breaks: readonly string[],
  [from, to]: readonly [string | RegExp, string],
): Fault {
  return { name, breaks, wire: { answer: (bytes) => bytes.replace(from, to) } };
}

/** Replaces texts in what the client sends. */
function asks(
  name: string,
  breaks: readonly string[],
  [from, to]: readonly [string | RegExp, string],
): Fault {
  return { name, breaks, wire: { request: (bytes) => bytes.replace(from, to) } };
}

/** Sends another close code: `closeFrame(1_000)` in place of that of the right one, with or without a reason. */
function closes(name: string, breaks: readonly string[], code: number): Fault {
  const [high, low] = [code >> 8, code & 0xff].map((byte) => String.fromCharCode(byte));
  const wire = {
    answer: (bytes: string): string =>
      bytes.startsWith("\x88") && bytes.slice(2, 4) === `${high}${low}`
        ? `${bytes.slice(0, 2)}\x03\xe8${bytes.slice(4)}`
        : bytes,
  };
  return { name, breaks, wire };
}

const isSocket = (request: Request): boolean => request.headers.has("sec-websocket-key");

/** Faults of upgrades and of WebSockets. */
export const webSocketFaults: readonly Fault[] = [
  asks(
    "garbles a body behind an unknown protocol",
    ["upgrade-ignored"],
    [/(^POST \/\?2 .*\r\n\r\n)bo/s, "$1xx"],
  ),
  answers(
    "answers with the key as it is",
    ["socket-accept"],
    [/(sec-websocket-accept: ).*/i, "$1bGF3IG9mIHNlcnZlcnMhIQ=="],
  ),
  answers(
    "names a subprotocol that it does not speak",
    ["socket-subprotocol"],
    [/(sec-websocket-protocol: )second/i, "$1other"],
  ),
  answers(
    "joins cookies when it switches",
    ["socket-fields"],
    [/(^HTTP\/1\.1 101.*set-cookie: a=1)\r\nset-cookie: /is, "$1, "],
  ),
  answers(
    "does not say what a 426 wants",
    ["socket-unasked"],
    [/(^HTTP\/1\.1 426.*)upgrade: websocket\r\n/is, "$1"],
  ),
  answers(
    "does not say which version it speaks",
    ["socket-version"],
    [/sec-websocket-version: 13\r\n/i, ""],
  ),
  asks(
    "takes any key",
    ["socket-key"],
    ["Sec-WebSocket-Key: short", "Sec-WebSocket-Key: bGF3IG9mIHNlcnZlcnMhIQ=="],
  ),
  asks(
    "opens WebSockets with POST",
    ["socket-method"],
    [/^POST (?=\/ .*Upgrade: websocket)/s, "GET "],
  ),
  asks("lets every page connect", ["socket-origin"], ["Origin: https://evil.test\r\n", ""]),
  answers(
    "mends the status of an ordinary answer",
    ["socket-ordinary"],
    [/^HTTP\/1\.1 401 (?=.*x-why)/s, "HTTP/1.1 400 "],
  ),
  {
    name: "keeps it to itself that a socket has closed",
    breaks: ["socket-unreturned", "socket-close", "socket-gone"],
    handler: (handler) => (request, context) => {
      const upgrade: typeof context.upgrade = (options) => {
        const upgraded = context.upgrade(options);
        const { socket } = upgraded;
        const listen = socket.addEventListener.bind(socket) as (...args: unknown[]) => void;
        socket.addEventListener = (...args: unknown[]) => {
          if (args[0] !== "close") listen(...args);
        };
        return upgraded;
      };
      return handler(request, withContext(context, { upgrade }));
    },
  },
  {
    name: "fires no signal for WebSockets",
    breaks: ["socket-gone"],
    handler: (handler) => (request, context) => {
      const { signal } = isSocket(request) ? new AbortController() : context;
      return handler(request, withContext(context, { signal }));
    },
  },
  {
    name: "loses empty messages",
    breaks: ["socket-text"],
    wire: { request: (bytes) => (/^\x81\x80.{4}$/s.test(bytes) ? "" : bytes) },
  },
  answers("garbles a byte", ["socket-binary"], ["\x82\x01\0", "\x82\x01\x01"]),
  answers("answers no ping", ["socket-fragments"], ["\x8a\x0dare you there", ""]),
  asks(
    "loses what comes with the handshake",
    ["socket-early"],
    [/(^GET \/ .*websocket.*?\r\n\r\n).+$/s, "$1"],
  ),
  answers("loses the first message", ["socket-greeting"], ["\x81\x07welcome", ""]),
  answers("mixes up sockets", ["socket-several"], ["number 1", "number 2"]),
  answers("loses the last message", ["socket-close-by-app"], ["\x81\x0alast words", ""]),
  closes("answers another close code", ["socket-close"], 3_000),
  closes("is content with bare frames", ["socket-unmasked"], 1_002),
  closes("is content with what is no UTF-8", ["socket-utf8"], 1_007),
  closes("is content with large messages", ["socket-too-big"], 1_009),
  closes("hides mistakes of the app", ["socket-listener-throws"], 1_011),
  closes("drains without saying so", ["socket-drain"], 1_012),
];
