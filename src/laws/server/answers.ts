/** Family: bodies of answers that are known when they are sent. */

import assert from "node:assert/strict";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("bodies out");

/** Whole bodies leave whole. */
export const answers: Family = [
  promise(
    "body-out-length",
    "a body that is known has its length in bytes, whatever it is made of",
    async (subject) => {
      const text = "\u00fcmlaut";
      const bodies: readonly (() => NonNullable<ConstructorParameters<typeof Response>[0]>)[] = [
        () => text,
        () => Buffer.from(text),
        () => new Uint8Array(Buffer.from(text)).buffer,
      ];
      await using stage = await Stage.set(
        subject,
        ({ url }) => new Response(bodies[Number(new URL(url).pathname.slice(1))]?.()),
      );
      const client = await stage.open();
      for (const index of bodies.keys()) {
        const { head, body } = await client.ask("GET", `/${index}`);
        assert.equal(body, text);
        assert.deepEqual(head.values("content-length"), ["7"]);
      }
    },
  ),
  promise(
    "body-out-kinds",
    "a Blob, a form and a search query leave with their types",
    async (subject) => {
      const form = new FormData();
      form.set("a", "1");
      const bodies = {
        "/blob": new Blob(["in a blob"], { type: "text/x-law" }),
        "/form": form,
        "/query": new URLSearchParams("a=1&b=%20"),
      };
      await using stage = await Stage.set(
        subject,
        ({ url }) => new Response(bodies[new URL(url).pathname as keyof typeof bodies]),
      );
      const client = await stage.open();
      const blob = await client.ask("GET", "/blob");
      assert.deepEqual(
        [blob.body, ...blob.head.values("content-type")],
        ["in a blob", "text/x-law"],
      );
      const query = await client.ask("GET", "/query");
      assert.equal(query.body, "a=1&b=+");
      assert.match(
        String(query.head.values("content-type")),
        /^application\/x-www-form-urlencoded/,
      );
      const sent = await client.ask("GET", "/form");
      assert.match(String(sent.head.values("content-type")), /^multipart\/form-data; ?boundary=/);
      assert.match(sent.body, /name="a"\r\n\r\n1\r\n/);
    },
  ),
  promise("body-out-empty", "an answer without a body is complete at once", async (subject) => {
    await using stage = await Stage.set(
      subject,
      ({ url }) => new Response(url.endsWith("/null") ? null : ""),
    );
    const client = await stage.open();
    for (const path of ["/null", "/empty"]) {
      const { head, body } = await client.ask("GET", path);
      assert.deepEqual([head.status, body], [200, ""]);
      await stage.expectAlive(path, client);
    }
  }),
  promise("body-out-large", "a text of a megabyte and more arrives whole", async (subject) => {
    const text = "\u00fc0123456789".repeat(128 * 1024);
    await using stage = await Stage.set(subject, () => new Response(text));
    const client = await stage.open();
    assert.ok((await client.ask("GET", "/")).body === text, "what arrives is what was sent");
    await stage.expectAlive("a large text", client);
  }),
];
