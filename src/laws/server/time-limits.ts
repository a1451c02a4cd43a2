/** Family: clients that take their time (RFC 9112 §9.5; what a server waits for is its own choice). */

import assert from "node:assert/strict";
import { bytes, millis, seconds, systemClock } from "../../core/index.ts";
import { promiseDeadline, until, within } from "../deadline.ts";
import { type Client, requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("time limits", "timedLimits");

const rate = { limits: { minBodyRate: bytes(10_000) } };

/** Slow clients live, and those that only hold a place do not. */
export const timeLimits: Family = [
  promise(
    "time-header",
    "a header that does not end in time is refused, on a new connection and on an old one",
    async (subject) => {
      const limits = { headerTimeout: millis(500) };
      await using stage = await Stage.set(subject, () => new Response("served"), { limits });
      const clients = [await stage.open(), await stage.open()] as const;
      await clients[1].ask("GET", "/");
      for (const client of clients) client.send("GET /late HTTP/1.1\r\nHost: law");
      for (const client of clients) {
        await expectPutOut(client);
      }
      assert.equal(stage.entered, 1, "the handler is called");
    },
  ),
  promise(
    "time-idle",
    "an idle connection is kept for its time, and then closed without a word",
    async (subject) => {
      const limits = { keepAliveTimeout: seconds(2) };
      await using stage = await Stage.set(subject, () => new Response("served"), { limits });
      const client = await stage.open();
      await client.ask("GET", "/");
      await systemClock.sleep(millis(300));
      await client.ask("GET", "/");
      await expectOver(client);
      await client.ended();
      await stage.expectAlive("an idle connection");
    },
  ),
  promise(
    "time-body",
    "a body that stops is refused while the handler waits for it, and its read rejects",
    async (subject) => {
      const outcome = Promise.withResolvers<string>();
      await using stage = await Stage.set(
        subject,
        async (request) => {
          const reading = request.text();
          reading.then(outcome.resolve, () => outcome.resolve("rejected"));
          return new Response(await reading);
        },
        rate,
      );
      const client = await stage.open();
      client.send(`${requestHead("POST", "/", ["Content-Length: 99"])}half`);
      await expectPutOut(client);
      assert.equal(await within(outcome.promise, "the read ends"), "rejected");
      await stage.expectAlive("a body that stopped");
    },
  ),
  promise(
    "time-body-steady",
    "a body that comes steadily is served, however long it takes in all",
    async (subject) => {
      const handler = async (request: Request): Promise<Response> =>
        new Response(String((await request.arrayBuffer()).byteLength));
      await using stage = await Stage.set(subject, handler, rate);
      const client = await stage.open();
      const piece = "x".repeat(10_000);
      const pieces = 40;
      client.send(requestHead("POST", "/", [`Content-Length: ${pieces * piece.length}`]));
      for (let sent = 0; sent < pieces; sent += 1) {
        client.send(piece);
        await systemClock.sleep(millis(100));
      }
      assert.equal((await client.answer()).body, String(pieces * piece.length));
    },
  ),
];

/** Refused, or closed without a word, which RFC 9110 §15.5.9 leaves to the server. */
async function expectPutOut(client: Client): Promise<void> {
  await expectOver(client);
  const status = await client.refusal();
  assert.ok(status === undefined || status === 408, `it is a ${status}`);
  await client.ended();
}

/** Takes as long as a promise may: it is the server's time that passes. */
function expectOver(client: Client): Promise<void> {
  return until("the server closes the connection", () => client.isOver, promiseDeadline);
}
