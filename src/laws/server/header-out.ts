/** Promise: status and header fields of an answer. */

import assert from "node:assert/strict";
import type { LawPromise } from "../contract.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Client } from "./client.ts";

/** Response fields reach the client. */
export const headerOut: LawPromise<ServerSubject> = {
  id: "header-out",
  title:
    "status and fields arrive, several Set-Cookie as several lines, and no body where none may be",
  family: "response",
  async check(subject) {
    await using server = await subject.start(({ url }) => respond(new URL(url).pathname));
    using client = await Client.open(server.address);

    const { head, body } = await client.ask("GET", "/cookies");
    assert.equal(head.status, 201);
    assert.equal(body, "made");
    assert.deepEqual(head.values("set-cookie"), ["a=1; Path=/", "b=2; HttpOnly", "c=3"]);
    assert.deepEqual(head.values("x-list"), ["one, two"]);
    assert.deepEqual(head.values("location"), ["/elsewhere"]);

    for (const status of [204, 304]) {
      const empty = await client.ask("GET", `/${status}`);
      assert.equal(empty.head.status, status);
      assert.deepEqual(empty.head.values("transfer-encoding"), [], `no framing on ${status}`);
    }
    assert.equal((await client.ask("GET", "/404")).head.status, 404);
  },
};

function respond(path: string): Response {
  if (path !== "/cookies") return new Response(null, { status: Number(path.slice(1)) });
  const headers = new Headers({ location: "/elsewhere" });
  for (const cookie of ["a=1; Path=/", "b=2; HttpOnly", "c=3"])
    headers.append("set-cookie", cookie);
  for (const value of ["one", "two"]) headers.append("x-list", value);
  return new Response("made", { status: 201, headers });
}
