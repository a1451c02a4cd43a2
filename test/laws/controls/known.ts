/** What the controls do not keep, and why: found by the law, looked at by hand. A new version may need another list. */

/** The reason for each promise that a control does not keep, by its id. */
export type KnownFailures = Readonly<Record<string, string>>;

const unchecked = "sent as it is, so that the next answer is taken for a part of this one";
const replaced = "what follows turns the answer into a 400";
const emptyPage = "the 500 has an empty page";
const noId = "has no request ids";
const parser = "takes two Host fields, and the first of them";
const coding = "hands a body with an unknown coding to the app";
const closesBehindBody = "says Connection: close when a body comes behind its head";
const cutsIdle = "cuts idle connections at once";

/** @hono/node-server on Node 24. */
export const honoFailures: KnownFailures = {
  "method-unfit": "TRACE reaches the app",
  "target-asterisk": "OPTIONS * is a 400",
  "header-out-latin1": "a value in Latin-1 leaves as UTF-8 when the body is a text",
  "content-type": "bytes are called text/plain",
  "hop-by-hop": "the app's Transfer-Encoding is sent",
  "length-mended": "the app's wrong Content-Length is sent",
  "header-injection": "no answer, and an unhandled rejection",
  "body-bytes": "bytes() of a request throws",
  "body-out-kinds": "a Blob loses its type",
  "stream-length-broken": unchecked,
  "stream-head": "the stream is not cancelled",
  "pipelining-close": replaced,
  throw: emptyPage,
  reject: emptyPage,
  "no-response": emptyPage,
  "throw-nothing": emptyPage,
  "stream-error-early": "the answer has begun and is cut",
  http10: "without a Host it is a 400",
  "malformed-host": parser,
  "malformed-coding": coding,
  "request-id": noId,
  drain: cutsIdle,
};

/** srvx on Node 24. */
export const srvxFailures: KnownFailures = {
  "method-unfit": "TRACE reaches the app as it is",
  "target-asterisk": "the URL's path is /*",
  "hop-by-hop": "the app's Transfer-Encoding is sent",
  "length-mended": "the app's wrong Content-Length is sent",
  "body-out-length": "bytes are sent in chunks",
  "stream-length-broken": unchecked,
  throw: emptyPage,
  reject: emptyPage,
  "no-response": emptyPage,
  "throw-nothing": emptyPage,
  "stream-error-early": "the connection is cut without an answer",
  "pipelining-close": replaced,
  "malformed-host": parser,
  "malformed-coding": coding,
  "request-id": noId,
  drain: cutsIdle,
};

/** Deno.serve of Deno 2.9.5. */
export const denoFailures: KnownFailures = {
  "method-unfit": "TRACE reaches the app",
  "target-asterisk": "the URL's path is /*",
  "null-body": "a 205 has no length",
  "hop-by-hop": "the app's Keep-Alive is sent",
  "body-length": closesBehindBody,
  "body-chunked": closesBehindBody,
  "body-unread": "says Connection: close when a body was not read",
  "stream-head": "the stream is read",
  "stream-http10": "calls its answer HTTP/1.0",
  "no-response": "a promise of what is no Response gets no answer",
  "stream-error-early": "the answer has begun and is cut",
  "close-answered": "the app's Connection: close is sent, and the connection kept",
  http10: "calls its answer HTTP/1.0",
  "signal-quiet": "request.signal fires after every answer",
  "malformed-host": "takes requests without a Host",
  "malformed-coding": coding,
  "malformed-chunk": "takes a chunk size behind a space",
  continue: closesBehindBody,
  "expect-unknown": "expectations are overlooked",
  "request-id": noId,
  "upgrade-ignored": "the body of such a request is not handed on",
  drain: cutsIdle,
};
