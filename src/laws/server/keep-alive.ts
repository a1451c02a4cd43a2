/** Promise: connections that are used again. */

import assert from "node:assert/strict";
import type { LawPromise } from "../contract.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Client, requestHead } from "./client.ts";

/** One connection carries many requests. */
export const keepAlive: LawPromise<ServerSubject> = {
  id: "keep-alive",
  title:
    "one connection carries request after request, also after a body that the app did not read",
  family: "connection",
  async check(subject) {
    await using server = await subject.start(({ method, url }) => new Response(method + url));
    using client = await Client.open(server.address);
    const expectAnswer = async (method: string, path: string): Promise<void> => {
      const { head, body } = await client.answer();
      assert.equal(body, `${method}http://law.test${path}`);
      assert.deepEqual(head.values("connection").filter(isClose), [], `${method} ${path}`);
    };
    for (const path of ["/1", "/2"]) {
      client.send(requestHead("GET", path));
      await expectAnswer("GET", path);
    }
    client.send(requestHead("POST", "/3", ["Content-Length: 300000"]));
    client.send(new Uint8Array(300_000));
    await expectAnswer("POST", "/3");
    client.send(requestHead("GET", "/4") + requestHead("GET", "/5"));
    await expectAnswer("GET", "/4");
    await expectAnswer("GET", "/5");
  },
};

function isClose(value: string): boolean {
  return value.toLowerCase() === "close";
}
