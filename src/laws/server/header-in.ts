/** Promise: header fields of a request. */

import assert from "node:assert/strict";
import type { LawPromise } from "../contract.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Client } from "./client.ts";

/** Request fields reach the handler. */
export const headerIn: LawPromise<ServerSubject> = {
  id: "header-in",
  title: "request fields arrive whatever their case, repeated ones with all their values",
  family: "request",
  async check(subject) {
    const names = ["x-plain", "x-odd-case", "x-twice", "x-empty", "x-latin", "cookie", "x-absent"];
    await using server = await subject.start(({ headers }) =>
      Response.json(names.map((name) => headers.get(name))),
    );
    using client = await Client.open(server.address);
    const { body } = await client.ask("GET", "/", [
      "x-plain: a, b",
      "X-oDD-cASE:   padded \t",
      "X-Twice: one",
      "x-twice: two",
      "X-Empty:",
      "X-Latin: caf\u00c3\u00a9",
      "Cookie: a=1; b=2",
    ]);
    const expected = [
      "a, b",
      "padded",
      "one, two",
      "",
      "caf\u00c3\u0083\u00c2\u00a9",
      "a=1; b=2",
      null,
    ];
    assert.deepEqual(JSON.parse(body), expected);
  },
};
