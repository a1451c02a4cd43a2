/** Faults in what is taken for a request. */

import type { Fault } from "./plant.ts";

/** Faults of parsing and framing. */
export const parserFaults: readonly Fault[] = [
  mends("overlooks the protocol", ["malformed-request-line"], "FTP/1.1", "HTTP/1.1"),
  mends(
    "needs no Host",
    ["malformed-host"],
    "HTTP/1.1\r\nX: y",
    "HTTP/1.1\r\nHost: law.test\r\nX: y",
  ),
  mends("takes the first of two Hosts", ["malformed-host"], /\r\nHost: b.test(?=\r\n)/, ""),
  mends("takes the last of two Hosts", ["malformed-host"], "Host: a.test\r\nHost: b", "Host: b"),
  mends("trims field names", ["malformed-field"], "X-Space : ", "X-Space: "),
  mends("unfolds lines", ["malformed-field"], "X: a\r\n b", "X: a b"),
  mends("shortens what is huge", ["malformed-huge"], /x{1000,}/, "x"),
  mends("adds plus and five", ["malformed-length"], "Content-Length: +5", "Content-Length: 5"),
  mends(
    "takes the first of two lengths",
    ["malformed-length"],
    "Content-Length: 5\r\nContent-Length: 6",
    "Content-Length: 5",
  ),
  mends(
    "prefers chunks to a length",
    ["malformed-both"],
    /Content-Length: 5\r\n(?=Transfer-Encoding)/,
    "",
  ),
  mends(
    "prefers a length to chunks",
    ["malformed-both"],
    "Transfer-Encoding: chunked\r\nContent-Length: 5",
    "Content-Length: 5",
  ),
  mends("looks at the last coding only", ["malformed-coding"], "gzip, chunked", "chunked"),
  mends("takes what is like chunked for it", ["malformed-coding"], "xchunked", "chunked"),
  mends("reads chunk sizes like a number", ["malformed-chunk"], "0x1\r\n", "1\r\n"),
  mends("takes a line feed for a line end", ["malformed-chunk"], "1\na\r\n", "1\r\na\r\n"),
];

/** Faults around Expect. */
export const expectationFaults: readonly Fault[] = [
  mends("never says Continue", ["continue"], "Expect: 100-continue\r\n\r\n", "\r\n"),
  mends("loses what did not wait", ["continue-early"], /(Expect: 100-continue\r\n\r\n)text/, "$1"),
  {
    name: "keeps a connection whose body it never asked for",
    breaks: ["continue-refused"],
    wire: {
      answer: (bytes) =>
        bytes.includes(" 403 ") ? bytes.replace(/connection: close/i, "X-Nothing: 1") : bytes,
    },
  },
  mends("overlooks expectations", ["expect-unknown"], "Expect: a-miracle\r\n", ""),
];

/** A relay that mends what should be refused, as servers of other times did. */
function mends(
  name: string,
  breaks: readonly string[],
  pattern: string | RegExp,
  mended: string,
): Fault {
  return { name, breaks, wire: { request: (bytes) => bytes.replace(pattern, mended) } };
}
