/** Family: connections that are used again, and those that are not (RFC 9112 §9). */

import assert from "node:assert/strict";
import { type Client, requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("connections");

/** Connections live as long as both sides want. */
export const connections: Family = [
  promise(
    "keep-alive",
    "an HTTP/1.1 connection carries request after request unless somebody ends it",
    async (subject) => {
      await using stage = await Stage.set(
        subject,
        async (request) => new Response(request.method + (await request.text())),
      );
      const client = await stage.open();
      for (const round of ["one", "two", "three"]) {
        const { head, body } = await client.ask("GET", `/${round}`);
        assert.equal(body, "GET");
        assert.deepEqual(closing(head.values("connection")), []);
        client.send(`${requestHead("POST", "/", [`Content-Length: ${round.length}`])}${round}`);
        const posted = await client.answer();
        assert.equal(posted.body, `POST${round}`);
        assert.deepEqual(closing(posted.head.values("connection")), [], "after a body");
      }
      assert.ok(!client.isOver, "the connection is still open");
    },
  ),
  promise(
    "close-asked",
    "a client that says Connection: close gets an answer that says so, and the end",
    async (subject) => {
      await using stage = await Stage.set(subject, () => new Response("last"));
      const client = await stage.open();
      await expectLast(client, () => client.ask("GET", "/", ["Connection: close"]));
      const odd = await stage.open();
      await expectLast(odd, () => odd.ask("GET", "/", ["Connection: X-Other, CLOSE"]));
    },
  ),
  promise(
    "close-answered",
    "an app that says Connection: close ends the connection after its answer",
    async (subject) => {
      const headers = { connection: "close" };
      await using stage = await Stage.set(subject, () => new Response("last", { headers }));
      const client = await stage.open();
      await expectLast(client, () => client.ask("GET", "/"));
    },
  ),
  promise(
    "http10",
    "HTTP/1.0 is answered, without a Host too, and the connection ends",
    async (subject) => {
      await using stage = await Stage.set(
        subject,
        ({ url }) => new Response(new URL(url).pathname),
      );
      for (const lines of ["", "Host: law.test\r\n"]) {
        const client = await stage.open();
        client.send(`GET /old HTTP/1.0\r\n${lines}\r\n`);
        const { head, body } = await client.answer();
        assert.deepEqual([head.status, body], [200, "/old"]);
        await client.ended();
      }
    },
  ),
  promise("blank-lines", "empty lines before a request are passed over", async (subject) => {
    await using stage = await Stage.set(subject, () => new Response("served"));
    const client = await stage.open();
    client.send(`\r\n${requestHead("GET", "/")}`);
    assert.equal((await client.answer()).body, "served");
    client.send(`\r\n${requestHead("GET", "/")}`);
    assert.equal((await client.answer()).body, "served", "between two requests");
  }),
  promise(
    "half-closed",
    "a client that has closed its own direction still gets its answer",
    async (subject) => {
      const gate = Promise.withResolvers<void>();
      await using stage = await Stage.set(subject, async () => {
        await gate.promise;
        return new Response("served");
      });
      const client = await stage.open();
      client.send(requestHead("GET", "/"));
      client.socket.end();
      setImmediate(() => gate.resolve());
      assert.equal((await client.answer()).body, "served");
      await client.ended();
    },
  ),
  promise(
    "concurrent",
    "fifty requests on ten connections at once get each its own answer",
    async (subject) => {
      await using stage = await Stage.set(subject, async (request) => {
        await new Promise<void>((resolve) => void setImmediate(resolve));
        return new Response(request.headers.get("x-number"));
      });
      const numbers = Array.from({ length: 5 }, (_, index) => index);
      const one = async (of: number): Promise<void> => {
        const client = await stage.open();
        for (const number of numbers) {
          const { body } = await client.ask("GET", "/", [`X-Number: ${of}-${number}`]);
          assert.equal(body, `${of}-${number}`);
        }
      };
      await Promise.all(Array.from({ length: 10 }, (_, of) => one(of)));
    },
  ),
];

async function expectLast(client: Client, ask: () => ReturnType<Client["ask"]>): Promise<void> {
  const { head, body } = await ask();
  assert.equal(body, "last");
  assert.equal(closing(head.values("connection")).length, 1, "the answer says that it is the last");
  await client.ended();
}

function closing(values: readonly string[]): string[] {
  return values.filter((value) =>
    value
      .toLowerCase()
      .split(/\s*,\s*/)
      .includes("close"),
  );
}
