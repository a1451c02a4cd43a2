/** Promise: GET. */

import assert from "node:assert/strict";
import type { LawPromise } from "../contract.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Client } from "./client.ts";

/** A GET reaches the handler with its whole URL. */
export const get: LawPromise<ServerSubject> = {
  id: "get",
  title: "a GET reaches the handler with its method, host, path and query",
  family: "request",
  async check(subject) {
    await using server = await subject.start(({ method, url, body }) =>
      Response.json({ method, url, hasBody: body !== null }),
    );
    using client = await Client.open(server.address);
    for (const target of ["/", "/a%20b/c?x=1&x=2&y=%C3%BC", "//two/slashes?"]) {
      const { head, body } = await client.ask("GET", target);
      assert.equal(head.status, 200);
      const expected = { method: "GET", url: `http://law.test${target}`, hasBody: false };
      assert.deepEqual(JSON.parse(body), expected);
    }
  },
};
