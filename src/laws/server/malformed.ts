/** Family: requests that are none (RFC 9112 §2.2, §3 and §5). */

import type { ServerSubject } from "../server-subject.ts";
import { expectRefused } from "./refusal.ts";
import { type Family, promisesOf } from "./stage.ts";

const promise = promisesOf("malformed requests");
const host = "Host: law.test\r\n";

/** What is no request is refused; nothing of it reaches the handler, and the server lives on. */
export const malformed: Family = [
  promise("malformed-request-line", "a request line that is none is refused", (subject) =>
    expectRefused(subject, {
      "no HTTP": "hello\r\n\r\n",
      "no target": `GET HTTP/1.1\r\n${host}\r\n`,
      "a relative target": `GET relative HTTP/1.1\r\n${host}\r\n`,
      "an unknown protocol": `GET / FTP/1.1\r\n${host}\r\n`,
      "a version that is none": `GET / HTTP/one\r\n${host}\r\n`,
      "a NUL in the target": `GET /\0 HTTP/1.1\r\n${host}\r\n`,
      "a method with a bracket": `G(T / HTTP/1.1\r\n${host}\r\n`,
      "something behind the version": `GET / HTTP/1.1 x\r\n${host}\r\n`,
    }),
  ),
  promise(
    "malformed-host",
    "HTTP/1.1 without a Host, with two, or with one that is none, is refused",
    (subject) =>
      expectRefused(subject, {
        "no Host": "GET / HTTP/1.1\r\nX: y\r\n\r\n",
        "two Hosts": "GET / HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n",
        "the same Host twice": "GET / HTTP/1.1\r\nHost: a.test\r\nHost: a.test\r\n\r\n",
        "two in one": "GET / HTTP/1.1\r\nHost: a.test, b.test\r\n\r\n",
        credentials: "GET / HTTP/1.1\r\nHost: user@a.test\r\n\r\n",
        "a path": "GET / HTTP/1.1\r\nHost: a.test/path\r\n\r\n",
        "an impossible port": "GET / HTTP/1.1\r\nHost: a.test:99999\r\n\r\n",
      }),
  ),
  promise("malformed-field", "a field line that is none is refused", (subject) =>
    expectRefused(subject, {
      "no colon": field("no colon"),
      "no name": field(": value"),
      "a space before the colon": field("X-Space : value"),
      "a bracket in the name": field("X(Y): value"),
      "a byte above 127 in the name": field("X-\u00e9: value"),
      "a NUL in the value": field("X: a\0b"),
      "a bare CR in the value": field("X: a\rb"),
      "a folded line": field("X: a\r\n b"),
      "a folded first line": `GET / HTTP/1.1\r\n X: a\r\n${host}\r\n`,
    }),
  ),
  promise(
    "malformed-huge",
    "a head of a quarter of a megabyte is refused, whole or in one field",
    (subject) =>
      expectRefused(subject, {
        "a field": field(`X-Huge: ${"x".repeat(256 * 1024)}`),
        "a target": `GET /${"x".repeat(256 * 1024)} HTTP/1.1\r\n${host}\r\n`,
        fields: field("X-Many: of them\r\n".repeat(16 * 1024).trimEnd()),
      }),
  ),
  {
    ...promise(
      "strict-request-line",
      "a request line that only a lenient parser understands is refused",
      (subject) =>
        expectRefused(subject, {
          "two spaces": `GET  / HTTP/1.1\r\n${host}\r\n`,
          "no version": "GET /\r\n\r\n",
          "HTTP/0.9": `GET / HTTP/0.9\r\n${host}\r\n`,
          "HTTP/2.0": `GET / HTTP/2.0\r\n${host}\r\n`,
          "a fragment": `GET /#fragment HTTP/1.1\r\n${host}\r\n`,
          "quotes and brackets": `GET /"<>" HTTP/1.1\r\n${host}\r\n`,
        }),
    ),
    excuse: ({ lacks }: ServerSubject) => lacks?.strictFraming,
  },
];

function field(line: string): string {
  return `GET / HTTP/1.1\r\n${host}${line}\r\n\r\n`;
}
