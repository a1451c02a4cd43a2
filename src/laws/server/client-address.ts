/** Promise: who asked. */

import assert from "node:assert/strict";
import type { LawPromise } from "../contract.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Client } from "./client.ts";

/** The handler learns the peer's address. */
export const clientAddress: LawPromise<ServerSubject> = {
  id: "client-address",
  title:
    "the handler learns the address and the port of its client, and `unix` where there is none",
  family: "context",
  async check(subject) {
    await using server = await subject.start((_request, { client, scheme }) =>
      Response.json({ ...client, scheme }),
    );
    using client = await Client.open(server.address);
    const { localAddress: address, localPort: port } = client.socket;
    const expected =
      server.address.kind === "tcp" ? { address, port } : { address: "unix", port: 0 };
    const { body } = await client.ask("GET", "/", ["X-Forwarded-For: 192.0.2.1"]);
    assert.deepEqual(JSON.parse(body), { ...expected, scheme: "http" });
  },
};
