/** Family: clients that wait for leave before they send a body (RFC 9110 §10.1.1). */

import assert from "node:assert/strict";
import { requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("expectations");
const lines = ["Content-Length: 4", "Expect: 100-continue"];

/** Expect is answered. */
export const expectations: Family = [
  promise(
    "continue",
    "a client that waits for 100 Continue gets it when its body is wanted",
    async (subject) => {
      await using stage = await Stage.set(
        subject,
        async (request) => new Response(await request.text()),
      );
      const client = await stage.open();
      for (const text of ["text", "more"]) {
        client.send(requestHead("POST", "/", lines));
        assert.equal((await client.head()).status, 100);
        client.send(text);
        assert.equal((await client.answer()).body, text);
      }
    },
  ),
  promise(
    "continue-early",
    "a body that does not wait for 100 Continue is read all the same",
    async (subject) => {
      await using stage = await Stage.set(
        subject,
        async (request) => new Response(await request.text()),
      );
      const client = await stage.open();
      client.send(`${requestHead("POST", "/", lines)}text`);
      const first = await client.head();
      const answer =
        first.status === 100 ? await client.answer() : await client.answer("GET", first);
      assert.equal(answer.body, "text");
    },
  ),
  promise(
    "continue-refused",
    "an app that answers without the body leaves no doubt where the next request begins",
    async (subject) => {
      await using stage = await Stage.set(subject, () => new Response("no", { status: 403 }));
      const client = await stage.open();
      client.send(requestHead("POST", "/", lines));
      const first = await client.head();
      const isInvited = first.status === 100;
      const { head } = isInvited ? await client.answer() : await client.answer("GET", first);
      assert.equal(head.status, 403);
      // The client has not been asked for its body, or it has, and sends it: both must be understood.
      if (isInvited) client.send("text");
      if (head.values("connection").join().toLowerCase() === "close") return client.ended();
      if (!isInvited) client.send("text");
      await stage.expectAlive("a body that was refused", client);
    },
  ),
  promise("expect-unknown", "an expectation that nobody knows is a 417", async (subject) => {
    await using stage = await Stage.set(subject, () => new Response("served"));
    const client = await stage.open();
    client.send(requestHead("GET", "/", ["Expect: a-miracle"]));
    assert.equal((await client.head()).status, 417);
    assert.equal(stage.entered, 0, "the handler is called");
  }),
];
