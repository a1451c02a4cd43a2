/** Family: fields behind a body (RFC 9110 §6.5). */

import assert from "node:assert/strict";
import type { Handler } from "../../http/index.ts";
import { requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("trailers", "trailers");

const hostile = [
  "Host: evil.test",
  "Authorization: Basic eDp5",
  "Cookie: a=b",
  "Content-Type: text/evil",
  "X-Forwarded-For: 192.0.2.1",
];

const report: Handler = async (request, { trailers }) => {
  await request.text();
  return Response.json({ headers: [...request.headers], trailers: [...trailers.received] });
};

const summed: Handler = (_request, { trailers }) => {
  let pieces = 0;
  trailers.set("x-sum", () => String(pieces));
  const count = (): number => (pieces += 1);
  async function* made(): AsyncGenerator<Uint8Array> {
    for (const text of ["one", "two", "three"]) {
      count();
      yield Buffer.from(text);
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  }
  return new Response(ReadableStream.from(made()));
};

/** Trailers arrive, and are no headers. */
export const trailers: Family = [
  promise(
    "trailers-in",
    "trailers of a request are read behind its body, and belong to it alone",
    async (subject) => {
      await using stage = await Stage.set(subject, report);
      const client = await stage.open();
      client.send(chunkedWith(["X-Sum: 1"]) + chunkedWith([]));
      const [first, second] = [await client.answer(), await client.answer()];
      assert.deepEqual(valuesOf(first.body, "trailers", "x-sum"), ["1"]);
      assert.deepEqual(valuesOf(first.body, "headers", "x-sum"), []);
      assert.deepEqual(valuesOf(second.body, "trailers", "x-sum"), []);
    },
  ),
  promise(
    "trailers-in-hostile",
    "fields that belong into a header do not arrive behind a body",
    async (subject) => {
      await using stage = await Stage.set(subject, report);
      const client = await stage.open();
      for (const line of hostile) {
        client.send(chunkedWith([line]));
        const { body } = await client.answer();
        const [name = "", value] = line.toLowerCase().split(": ");
        assert.deepEqual(valuesOf(body, "trailers", name), [], line);
        assert.ok(!valuesOf(body, "headers", name).includes(value ?? ""), line);
      }
    },
  ),
  promise(
    "trailers-out",
    "trailers of an answer are announced, and sent behind its last chunk with what is known by then",
    async (subject) => {
      await using stage = await Stage.set(subject, summed);
      const client = await stage.open();
      const { head, body } = await client.ask("GET", "/", ["TE: trailers"]);
      assert.deepEqual([body, head.values("trailer")], ["onetwothree", ["x-sum"]]);
      assert.deepEqual(client.trailers, [["x-sum", "3"]]);
      await stage.expectAlive("trailers", client);
    },
  ),
  promise(
    "trailers-unasked",
    "clients that do not say TE: trailers, and HEAD, get none",
    async (subject) => {
      await using stage = await Stage.set(subject, summed);
      const client = await stage.open();
      const plain = await client.ask("GET", "/unasked");
      assert.equal(plain.body, "onetwothree");
      assert.deepEqual([plain.head.values("trailer"), client.trailers], [[], []]);
      await client.ask("HEAD", "/", ["TE: trailers"]);
      await stage.expectAlive("HEAD", client);
    },
  ),
  promise(
    "trailers-forged",
    "a trailer that would begin another line, or frame the message, is a 500 and nothing of it is sent",
    async (subject) => {
      const forged = [
        ["x-a", "1\r\nSet-Cookie: a=b"],
        ["x\r\nSet-Cookie", "a=b"],
        ["set-cookie", "a=b"],
        ["content-length", "0"],
      ] as const;
      await using stage = await Stage.set(subject, ({ url }, context) => {
        const [name, value] = forged[Number(new URL(url).pathname.slice(1))] ?? forged[0];
        context.trailers.set(name, value);
        return new Response("sent");
      });
      const client = await stage.open();
      for (const [index, [name]] of forged.entries()) {
        const { head } = await client.ask("GET", `/${index}`, ["TE: trailers"]);
        assert.deepEqual([head.status, client.trailers], [500, []], JSON.stringify(name));
      }
    },
  ),
];

function chunkedWith(lines: readonly string[]): string {
  const head = requestHead("POST", "/", ["Transfer-Encoding: chunked"]);
  return `${head}4\r\ntext\r\n0\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
}

function valuesOf(body: string, place: "headers" | "trailers", name: string): string[] {
  const parsed = JSON.parse(body) as Record<typeof place, [string, string][]>;
  return parsed[place].flatMap(([key, value]) => (key === name ? [value.toLowerCase()] : []));
}
