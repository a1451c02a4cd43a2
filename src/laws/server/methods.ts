/** Family: methods (RFC 9110 §9). */

import assert from "node:assert/strict";
import { requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("methods");

const empty = "Content-Length: 0";

/** Methods reach the handler. */
export const methods: Family = [
  promise(
    "methods",
    "GET, POST, PUT, PATCH, DELETE and OPTIONS reach the handler under their own names",
    async (subject) => {
      await using stage = await Stage.set(subject, ({ method }) => new Response(method));
      const client = await stage.open();
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
        const { body } = await client.ask(method, "/", method === "GET" ? [] : [empty]);
        assert.equal(body, method);
      }
    },
  ),
  promise(
    "method-extension",
    "a method that HTTP itself does not define reaches the handler, and its body too",
    async (subject) => {
      await using stage = await Stage.set(
        subject,
        async (request) => new Response(`${request.method} ${await request.text()}`),
      );
      const client = await stage.open();
      for (const method of ["PROPFIND", "REPORT"]) {
        client.send(`${requestHead(method, "/", ["Content-Length: 4"])}what`);
        assert.equal((await client.answer()).body, `${method} what`);
      }
    },
  ),
  promise(
    "method-unfit",
    "TRACE and CONNECT, which no Request can carry, are refused with a status and never reach the handler",
    async (subject) => {
      await using stage = await Stage.set(subject, () => new Response("served"));
      for (const line of ["TRACE / HTTP/1.1", "CONNECT law.test:443 HTTP/1.1"]) {
        const client = await stage.open();
        client.send(`${line}\r\nHost: law.test\r\n\r\n`);
        const { status } = await client.head();
        assert.ok(status >= 400 && status < 600, `${line} is answered with ${status}`);
      }
      assert.equal(stage.entered, 0, "the handler is called");
      await stage.expectAlive("a refused method");
    },
  ),
  promise(
    "head",
    "HEAD is answered with the status and the fields of GET and not one byte of body",
    async (subject) => {
      const headers = { "content-type": "text/x-law", "x-law": "yes", etag: '"1"' };
      await using stage = await Stage.set(
        subject,
        ({ method }) =>
          new Response("hello", { status: 203, headers: { ...headers, "x-method": method } }),
      );
      const client = await stage.open();
      const { head } = await client.ask("HEAD", "/");
      assert.equal(head.status, 203);
      assert.deepEqual(head.values("x-method"), ["HEAD"]);
      for (const [name, value] of Object.entries(headers)) {
        assert.deepEqual(head.values(name), [value]);
      }
      const [length = "5"] = head.values("content-length");
      assert.equal(length, "5", "a length, where it is given, is that of GET");
      assert.equal((await client.ask("GET", "/")).body, "hello", "the next answer follows at once");
    },
  ),
];
