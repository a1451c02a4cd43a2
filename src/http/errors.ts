/** What can go wrong between web handlers and Node listeners. */

import {
  type Bytes,
  defineErrors,
  type ErrorTable,
  formatDuration,
  formatSize,
  type Millis,
} from "../core/index.ts";

/** What each error of this room is told. */
export interface HttpErrors {
  NODE_PAIR_MISSING: { server: string };
  LISTENER_RETURNED_RESPONSE: { listener: string };
  MOUNT_PREFIX_INVALID: { prefix: string };
  BODY_TOO_LARGE: { limit: Bytes };
  BODY_TOO_SLOW: { rate: Bytes };
  BODY_CORRUPT: { coding: string };
  BODY_CODING_UNKNOWN: { codings: string };
  BODY_UNREADABLE: { status: number };
  TRAILERS_TOO_MANY: { limit: number };
  TRAILERS_UNREAD: Record<string, never>;
  TRAILER_NOT_ALLOWED: { name: string };
  TRAILER_TOO_LATE: { name: string };
  FILE_SHRANK: { name: string };
  REQUEST_TIMEOUT: { route: string; limit: Millis };
  UPGRADE_NOT_ASKED: Record<never, never>;
  UPGRADE_METHOD: { method: string };
  UPGRADE_VERSION: { version: string | undefined };
  UPGRADE_KEY: Record<never, never>;
  UPGRADE_PROTOCOLS: Record<never, never>;
  UPGRADE_ORIGIN: { origin: string; site: string };
  UPGRADE_OPTION: { option: string; value: string; wanted: string };
  UPGRADE_TWICE: Record<never, never>;
  UPGRADE_LATE: Record<never, never>;
  UPGRADE_NOT_RETURNED: { status: number };
  UPGRADE_UNSUPPORTED: { server: string };
}

/** The errors of HTTP. */
export const httpErrors: ErrorTable<HttpErrors> = defineErrors<HttpErrors>({
  NODE_PAIR_MISSING: {
    message: ({ server }) =>
      `server ${server} has no Node request and response, which a Node listener needs`,
    hint: () => "Serve this app with --server node.",
    exitCode: 2,
  },
  LISTENER_RETURNED_RESPONSE: {
    message: ({ listener }) =>
      `${listener} was called as a Node listener (request, response) but returned a Response`,
    hint: () =>
      "It looks like a fetch function: export it as { fetch }, or call its second parameter context.",
    exitCode: 1,
  },
  MOUNT_PREFIX_INVALID: {
    message: ({ prefix }) => `cannot mount at ${JSON.stringify(prefix)}`,
    hint: () => 'A prefix is a path that begins with a slash, without a query: "/api".',
    exitCode: 2,
  },
  BODY_TOO_LARGE: {
    message: ({ limit }) => `the request's body is larger than ${formatSize(limit)}`,
    hint: () => "Allow more with --max-body, or let the client send it in parts.",
    exitCode: 1,
  },
  BODY_TOO_SLOW: {
    message: ({ rate }) => `the request's body comes at less than ${formatSize(rate)} per second`,
    hint: () => "Allow less with --min-body-rate, if it is no attack.",
    exitCode: 1,
  },
  BODY_CORRUPT: {
    message: ({ coding }) => `the request's body is no whole ${coding}`,
    hint: () => "The client sent something else than its Content-Encoding says, or not all of it.",
    exitCode: 1,
  },
  BODY_CODING_UNKNOWN: {
    message: ({ codings }) => `the request's body is coded as ${codings}`,
    hint: () => "Bodies are decoded from gzip, deflate, br and zstd, of at most two at once.",
    exitCode: 1,
  },
  BODY_UNREADABLE: {
    message: ({ status }) =>
      `the request's body is not framed as HTTP asks, and was answered with ${status}`,
    hint: () => "The client sent a chunk that is none, too large trailers, or only a part of it.",
    exitCode: 1,
  },
  TRAILERS_TOO_MANY: {
    message: ({ limit }) => `the request has more than ${limit} fields behind its body`,
    hint: () => "Allow more with --max-headers.",
    exitCode: 1,
  },
  TRAILERS_UNREAD: {
    message: () => "the request's trailers come behind its body, which has not been read",
    hint: () => "Read the body to its end first, then context.trailers.received.",
    exitCode: 1,
  },
  TRAILER_NOT_ALLOWED: {
    message: ({ name }) => `${JSON.stringify(name)} cannot be sent behind a body`,
    hint: () => "A trailer has the name of a field that nobody needs before the body.",
    exitCode: 1,
  },
  TRAILER_TOO_LATE: {
    message: ({ name }) => `the trailer ${name} was not announced in the answer's header`,
    hint: () => "Set it before the handler returns; its value may be a function.",
    exitCode: 1,
  },
  FILE_SHRANK: {
    message: ({ name }) => `${name} became shorter while it was sent`,
    hint: () => "Write the new content beside a file and rename it, instead of writing into it.",
    exitCode: 1,
  },
  REQUEST_TIMEOUT: {
    message: ({ route, limit }) => `${route} was not answered within ${formatDuration(limit)}`,
    hint: () => "End work on context.signal, or allow more with --request-timeout.",
    exitCode: 1,
  },
  UPGRADE_NOT_ASKED: {
    message: () => "the request does not ask for a WebSocket",
    hint: () =>
      "Open it with new WebSocket(url). A proxy in front must pass on Upgrade and Connection, over HTTP/1.1.",
    exitCode: 1,
  },
  UPGRADE_METHOD: {
    message: ({ method }) => `a WebSocket is opened with GET, not with ${method}`,
    hint: () => "Open it with new WebSocket(url).",
    exitCode: 1,
  },
  UPGRADE_VERSION: {
    message: ({ version }) =>
      version === undefined
        ? "the request names no Sec-WebSocket-Version"
        : `the request asks for version ${version} of the WebSocket protocol`,
    hint: () => "There is one version, 13.",
    exitCode: 1,
  },
  UPGRADE_KEY: {
    message: () => "the request has no Sec-WebSocket-Key of 16 bytes in base64",
    hint: () => "Open it with new WebSocket(url).",
    exitCode: 1,
  },
  UPGRADE_PROTOCOLS: {
    message: () => "Sec-WebSocket-Protocol is no list of different names",
    hint: () => 'Name each subprotocol once: new WebSocket(url, ["a", "b"]).',
    exitCode: 1,
  },
  UPGRADE_ORIGIN: {
    message: ({ origin, site }) => `a page of ${origin} may not connect to ${site}`,
    hint: () =>
      "If it may, name it: context.upgrade({ origins }). If both are one site behind a proxy, let the proxy pass on Host, or name it with --trusted-proxies.",
    exitCode: 1,
  },
  UPGRADE_OPTION: {
    message: ({ option, value, wanted }) =>
      `context.upgrade: ${option} is ${JSON.stringify(value)} where ${wanted} is expected`,
    hint: () => "Correct the option where the app calls context.upgrade().",
    exitCode: 1,
  },
  UPGRADE_TWICE: {
    message: () => "context.upgrade() was called twice for one request",
    hint: () => "Call it once and keep what it returns.",
    exitCode: 1,
  },
  UPGRADE_LATE: {
    message: () => "context.upgrade() was called when the request had its answer",
    hint: () => "Call it in the handler, and return its response from there.",
    exitCode: 1,
  },
  UPGRADE_NOT_RETURNED: {
    message: ({ status }) =>
      `the handler called context.upgrade() but answered ${status}, so its socket was closed`,
    hint: () => "Return the response of context.upgrade(), or a copy with its headers.",
    exitCode: 1,
  },
  UPGRADE_UNSUPPORTED: {
    message: ({ server }) => `server ${server} cannot open WebSockets`,
    hint: () => "Serve this app with --server node.",
    exitCode: 2,
  },
});
