/** The reader of answers that the proof's clients trust. */

import { describe, expect, it } from "vitest";

import { AnswerReader, type Reading } from "../../bench/reload/answer.ts";

const sized = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Seen: yes\r\n\r\nhello";
const chunked =
  "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";

describe("an answer", () => {
  it.each([sized, chunked])("is the same wherever its bytes are split", (text) => {
    for (let at = 1; at < text.length; at += 1) {
      const reader = new AnswerReader();
      expect(reader.push(Buffer.from(text.slice(0, at)))).toEqual({ kind: "partial" });
      expect(bodyOf(reader.push(Buffer.from(text.slice(at))))).toBe("hello");
    }
  });

  it("shows what has come of a stream", () => {
    const reader = new AnswerReader();
    reader.push(Buffer.from(chunked.slice(0, chunked.indexOf("2\r\n"))));
    expect(reader.soFar()).toBe("hel");
    expect(reader.received).toBeGreaterThan(0);
  });

  it.each([
    ["a second answer that nobody asked for", `${sized}HTTP/1.1`],
    ["no length", "HTTP/1.1 200 OK\r\n\r\nhello"],
    ["a chunk without a size", `${chunked.slice(0, chunked.indexOf("3\r\n"))}hel\r\n`],
    ["no status", "hello\r\n\r\n"],
  ])("is malformed with %s", (_, text) => {
    expect(new AnswerReader().push(Buffer.from(text))).toMatchObject({ kind: "malformed" });
  });
});

function bodyOf(reading: Reading): string | undefined {
  return reading.kind === "complete" ? reading.answer.body.toString() : undefined;
}
