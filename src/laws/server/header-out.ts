/** Family: status and header fields of an answer (RFC 9110 §6 and §15). */

import assert from "node:assert/strict";
import type { ServerSubject } from "../server-subject.ts";
import type { Answer } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("headers out");

/** Status and fields reach the client. */
export const headerOut: Family = [
  promise(
    "header-out",
    "fields arrive as the app wrote them, a list as one line",
    async (subject) => {
      const headers = new Headers({ location: "/elsewhere", "x-empty": "" });
      for (const value of ["one", "two"]) headers.append("x-list", value);
      const { head, body } = await answerOf(subject, () => new Response("made", { headers }));
      assert.equal(body, "made");
      assert.deepEqual(head.values("x-list"), ["one, two"]);
      assert.deepEqual(head.values("location"), ["/elsewhere"]);
      assert.deepEqual(head.values("x-empty"), [""]);
    },
  ),
  promise("status", "every final status arrives, also an unusual one", async (subject) => {
    await using stage = await Stage.set(
      subject,
      ({ url }) => new Response("body", { status: Number(new URL(url).pathname.slice(1)) }),
    );
    const client = await stage.open();
    for (const status of [200, 201, 299, 307, 404, 418, 451, 503, 599]) {
      const { head, body } = await client.ask("GET", `/${status}`);
      assert.deepEqual([head.status, body], [status, "body"]);
    }
  }),
  promise("set-cookie", "several Set-Cookie are several lines", async (subject) => {
    const cookies = ["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "c=3; HttpOnly"];
    const headers = new Headers(cookies.map((cookie) => ["set-cookie", cookie]));
    const { head } = await answerOf(subject, () => new Response("made", { headers }));
    assert.deepEqual(head.values("set-cookie"), cookies);
  }),
  promise("header-out-latin1", "a value in Latin-1 leaves as the same bytes", async (subject) => {
    const headers = { "x-latin": "caf\u00e9 \u00ff" };
    const { head, body } = await answerOf(subject, () => new Response("caf\u00e9", { headers }));
    assert.deepEqual(head.values("x-latin"), ["caf\u00e9 \u00ff"]);
    assert.equal(body, "caf\u00e9", "the body is UTF-8 all the same");
  }),
  promise(
    "content-type",
    "a text has its type, and bytes have none, unless the app says so",
    async (subject) => {
      const text = await answerOf(subject, () => new Response("text"));
      assert.match(String(text.head.values("content-type")), /^text\/plain; ?charset=utf-8$/i);
      const bytes = await answerOf(subject, () => new Response(Buffer.from("bytes")));
      assert.deepEqual(bytes.head.values("content-type"), []);
      const headers = { "content-type": "text/x-law" };
      const own = await answerOf(subject, () => new Response("own", { headers }));
      assert.deepEqual(own.head.values("content-type"), ["text/x-law"]);
    },
  ),
  promise("date", "an answer bears the date, once", async (subject) => {
    const { head } = await answerOf(subject, () => new Response("dated"));
    const [date = "", ...more] = head.values("date");
    assert.deepEqual(more, []);
    assert.match(date, /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/);
    assert.ok(Math.abs(Date.parse(date) - Date.now()) < 60_000, "the date is now");
    const headers = { date: "Thu, 01 Jan 1970 00:00:00 GMT" };
    const own = await answerOf(subject, () => new Response("dated", { headers }));
    assert.deepEqual(own.head.values("date"), [headers.date], "the app's own date stands");
  }),
];

async function answerOf(subject: ServerSubject, handler: () => Response): Promise<Answer> {
  await using stage = await Stage.set(subject, handler);
  const client = await stage.open();
  const answer = await client.ask("GET", "/");
  await stage.expectAlive("the answer", client);
  return answer;
}
