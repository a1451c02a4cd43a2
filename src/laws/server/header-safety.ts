/** Family: header fields that would change the framing of an answer, or smuggle a second one into it. */

import assert from "node:assert/strict";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("headers out");

/** Fields cannot break answers. */
export const headerSafety: Family = [
  promise("null-body", "204, 205 and 304 have no body and no trace of one", async (subject) => {
    await using stage = await Stage.set(
      subject,
      ({ url }) => new Response(null, { status: Number(new URL(url).pathname.slice(1)) }),
    );
    const client = await stage.open();
    for (const status of [204, 205, 304]) {
      const { head, body } = await client.ask("GET", `/${status}`);
      assert.deepEqual([head.status, body], [status, ""]);
      const lengths = head.values("content-length");
      if (status === 204) assert.deepEqual(lengths, [], "no Content-Length on 204");
      if (status !== 205) assert.deepEqual(head.values("transfer-encoding"), [], `on ${status}`);
      await stage.expectAlive(String(status), client);
    }
  }),
  promise(
    "hop-by-hop",
    "what an app says about the connection and the framing stays with the server",
    async (subject) => {
      const headers = {
        "transfer-encoding": "gzip",
        "keep-alive": "timeout=999",
        connection: "x-mine",
      };
      await using stage = await Stage.set(subject, () => new Response("whole", { headers }));
      const client = await stage.open();
      const { head, body } = await client.ask("GET", "/");
      assert.equal(body, "whole");
      assert.ok(!head.values("keep-alive").join().includes("999"), "Keep-Alive of the app");
      assert.ok(!head.values("connection").join().includes("x-mine"), "Connection of the app");
      await stage.expectAlive("fields about the connection", client);
    },
  ),
  promise(
    "length-mended",
    "a Content-Length that is not that of the body does not garble the connection",
    async (subject) => {
      await using stage = await Stage.set(subject, ({ url }) => {
        const headers = { "content-length": new URL(url).pathname.slice(1) };
        return new Response("hello", { headers });
      });
      for (const length of ["3", "50", "x"]) {
        const client = await stage.open();
        const { head, body } = await client.ask("GET", `/${length}`);
        assert.ok(head.status === 500 || body === "hello", `${head.status} with ${body}`);
        if (!head.values("connection").includes("close")) await stage.expectAlive(length, client);
      }
    },
  ),
  promise(
    "header-injection",
    "a value that would begin another line is a 500, and nothing of it is sent",
    async (subject) => {
      await using stage = await Stage.set(subject, ({ url }) => {
        const value = decodeURIComponent(new URL(url).search.slice(1));
        return new Response("split", { headers: { "x-value": value } });
      });
      const client = await stage.open();
      for (const value of [
        "a\r\nX-Injected: 1",
        "a\nX-Injected: 1",
        "a\rb",
        "a\0b",
        "a\r\n\r\n<b>",
      ]) {
        const { head } = await client.ask("GET", `/?${encodeURIComponent(value)}`);
        assert.equal(head.status, 500, JSON.stringify(value));
        assert.deepEqual(head.values("x-injected"), []);
        await stage.expectAlive("a refused value", client);
      }
    },
  ),
  promise(
    "header-forgery",
    "the same where the app's Headers themselves let it pass",
    async (subject) => {
      await using stage = await Stage.set(subject, () => forged("x-value", "a\r\nX-Injected: 1"));
      const client = await stage.open();
      const { head } = await client.ask("GET", "/");
      assert.deepEqual(head.values("x-injected"), []);
      assert.ok(head.status === 500 || head.values("x-value").length === 0, "it is sent");
      await stage.expectAlive("a forged value", client);
    },
  ),
];

/** A Response whose Headers do not check what they are given, as a polyfill's. */
function forged(name: string, value: string): Response {
  const response = new Response("split");
  const headers = new Headers(response.headers);
  const entries = [...headers, [name, value] as [string, string]];
  const loose = {
    entries: () => entries.values(),
    [Symbol.iterator]: () => entries.values(),
    forEach: (visit: (value: string, name: string) => void) =>
      entries.forEach(([key, text]) => visit(text, key)),
    get: (key: string) => entries.find(([known]) => known === key)?.[1] ?? null,
    has: (key: string) => entries.some(([known]) => known === key),
    keys: () => entries.map(([key]) => key).values(),
    values: () => entries.map(([, text]) => text).values(),
    getSetCookie: () => [],
  };
  for (const [key, member] of Object.entries(loose))
    Object.defineProperty(headers, key, { value: member });
  Object.defineProperty(headers, Symbol.iterator, { value: loose[Symbol.iterator] });
  return Object.defineProperty(response, "headers", { value: headers });
}
