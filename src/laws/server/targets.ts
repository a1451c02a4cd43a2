/** Family: request targets (RFC 9112 §3.2) and the URL that the handler sees. */

import assert from "node:assert/strict";
import type { ServerSubject } from "../server-subject.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("targets");

/** Targets become URLs. */
export const targets: Family = [
  promise(
    "get",
    "a GET reaches the handler with its method, host, path and query",
    async (subject) => {
      await using stage = await Stage.set(subject, ({ method, url, body }) =>
        Response.json({ method, url, hasBody: body !== null }),
      );
      const client = await stage.open();
      for (const target of ["/", "/a/b.c?x=1", "//two/slashes?"]) {
        const { head, body } = await client.ask("GET", target);
        assert.equal(head.status, 200);
        const expected = { method: "GET", url: `http://law.test${target}`, hasBody: false };
        assert.deepEqual(JSON.parse(body), expected);
      }
    },
  ),
  promise("target-query", "a query arrives as it was sent, byte for byte", (subject) =>
    expectUrls(subject, [
      "/?a=1&a=2&&=&b",
      "/?q=%26+%2B;c=%C3%BC&d[]=~{}|",
      "/?next=/a/../b?c&url=http://other/%2F%2f",
    ]),
  ),
  promise(
    "target-encoding",
    "percent-encoding in a path is kept: an encoded slash is none, and nothing is decoded",
    (subject) =>
      expectUrls(subject, ["/a%2Fb/c%2fd", "/%61%20%C3%BC%25", "/a%3Fb%23c", "/%zz/100%"]),
  ),
  promise(
    "target-absolute",
    "an absolute target reaches the handler, and its host wins over the Host field",
    async (subject) => {
      await using stage = await Stage.set(subject, ({ url }) => new Response(url));
      const client = await stage.open();
      const { head, body } = await client.ask("GET", "http://other.test:81/a?b=%20");
      assert.equal(head.status, 200);
      assert.equal(body, "http://other.test:81/a?b=%20");
    },
  ),
  promise("target-asterisk", "OPTIONS * reaches the handler as the root", async (subject) => {
    await using stage = await Stage.set(subject, ({ method, url }) => new Response(method + url));
    const client = await stage.open();
    const { head, body } = await client.ask("OPTIONS", "*");
    assert.equal(head.status, 200);
    assert.equal(body, "OPTIONShttp://law.test/");
  }),
  promise(
    "target-long",
    "a target of 8,000 characters, the least that RFC 9110 recommends, arrives whole",
    async (subject) => {
      await using stage = await Stage.set(subject, ({ url }) => new Response(url));
      const target = `/${"p".repeat(3_990)}?${"q".repeat(4_008)}`;
      const { body } = await (await stage.open()).ask("GET", target);
      assert.ok(body === `http://law.test${target}`, `${body.length} characters arrive`);
    },
  ),
  promise("host-field", "the Host field decides the URL's host, with its port", async (subject) => {
    await using stage = await Stage.set(subject, ({ url }) => new Response(url));
    for (const host of ["example.test", "example.test:8080", "192.0.2.7", "[2001:db8::1]:81"]) {
      const client = await stage.open();
      client.send(`GET /h HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      assert.equal((await client.answer()).body, `http://${host}/h`);
    }
  }),
];

async function expectUrls(subject: ServerSubject, list: readonly string[]): Promise<void> {
  await using stage = await Stage.set(subject, ({ url }) => new Response(url));
  const client = await stage.open();
  for (const target of list) {
    assert.equal((await client.ask("GET", target)).body, `http://law.test${target}`);
  }
}
