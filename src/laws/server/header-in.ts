/** Family: header fields of a request (RFC 9110 §5). */

import assert from "node:assert/strict";
import type { ServerSubject } from "../server-subject.ts";
import { requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("headers in");

type Expected = Readonly<Record<string, string | null>>;

/** Request fields reach the handler. */
export const headerIn: Family = [
  promise(
    "header-in",
    "request fields arrive whatever the case of their names, without padding",
    (subject) =>
      expectFields(subject, ["x-plain: a, b", "X-oDD-cASE:   padded \t", "X-Tight:t"], {
        "x-plain": "a, b",
        "x-odd-case": "padded",
        "X-TIGHT": "t",
        "x-absent": null,
      }),
  ),
  promise(
    "header-in-repeated",
    "repeated fields arrive with all their values, in order",
    (subject) =>
      expectFields(
        subject,
        [
          "X-Twice: one",
          "x-other: -",
          "x-twice: two",
          "Via: 1.1 a",
          "Via: 1.1 b",
          "Accept: a/b",
          "Accept: c/d",
        ],
        { "x-twice": "one, two", via: "1.1 a, 1.1 b", accept: "a/b, c/d" },
      ),
  ),
  promise("header-in-cookie", "several Cookie fields are one list with semicolons", (subject) =>
    expectFields(subject, ["Cookie: a=1; b=2", "Cookie: c=3"], { cookie: "a=1; b=2; c=3" }),
  ),
  promise("header-in-empty", "a field without a value is there, and empty", (subject) =>
    expectFields(subject, ["X-Empty:", "X-Blank:   "], { "x-empty": "", "x-blank": "" }),
  ),
  promise(
    "header-in-latin1",
    "bytes above 127 in a value arrive as Latin-1, not decoded",
    (subject) =>
      expectFields(subject, ["X-Latin: caf\u00c3\u00a9 \u00ff"], {
        "x-latin": "caf\u00c3\u00a9 \u00ff",
      }),
  ),
  promise("header-in-many", "eighty fields all arrive", async (subject) => {
    const numbers = Array.from({ length: 80 }, (_, index) => index);
    await expectFields(
      subject,
      numbers.map((number) => `X-${number}: v${number}`),
      Object.fromEntries(numbers.map((number) => [`x-${number}`, `v${number}`])),
    );
  }),
  promise("header-in-own", "no request sees a field of the one before it", async (subject) => {
    await using stage = await Stage.set(
      subject,
      ({ headers }) => new Response([...headers.keys()].join()),
    );
    const client = await stage.open();
    await client.ask("GET", "/", ["X-First: 1", "Authorization: Basic eDp5"]);
    assert.equal((await client.ask("GET", "/")).body, "host");
  }),
];

async function expectFields(
  subject: ServerSubject,
  lines: readonly string[],
  expected: Expected,
): Promise<void> {
  const names = Object.keys(expected);
  await using stage = await Stage.set(subject, ({ headers }) =>
    Response.json(names.map((name) => headers.get(name))),
  );
  const client = await stage.open();
  client.send(requestHead("GET", "/", lines));
  assert.deepEqual(JSON.parse((await client.answer()).body), Object.values(expected));
}
