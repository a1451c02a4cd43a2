/** Promise: HEAD. */

import assert from "node:assert/strict";
import type { LawPromise } from "../contract.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Client } from "./client.ts";

/** HEAD is GET without the body. */
export const head: LawPromise<ServerSubject> = {
  id: "head",
  title: "HEAD is answered with the status and the fields of GET and not one byte of body",
  family: "request",
  async check(subject) {
    const headers = { "content-type": "text/x-law", "x-law": "yes", etag: '"1"' };
    await using server = await subject.start(
      ({ method }) =>
        new Response("hello", { status: 203, headers: { ...headers, "x-method": method } }),
    );
    using client = await Client.open(server.address);
    const answer = await client.ask("HEAD", "/");
    assert.equal(answer.head.status, 203);
    assert.deepEqual(answer.head.values("x-method"), ["HEAD"]);
    for (const [name, value] of Object.entries(headers)) {
      assert.deepEqual(answer.head.values(name), [value]);
    }
    const [length = "5"] = answer.head.values("content-length");
    assert.equal(length, "5", "a length, where it is given, is that of GET");
    assert.equal((await client.ask("GET", "/")).body, "hello", "the next answer follows at once");
  },
};
