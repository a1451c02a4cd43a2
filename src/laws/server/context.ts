/** Family: what the handler learns of its client. */

import assert from "node:assert/strict";
import type { Handler } from "../../http/index.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("context");

const report: Handler = ({ url }, { client, peer, scheme }) =>
  Response.json({ url, client, peer, scheme });

const forged = [
  "X-Forwarded-For: 192.0.2.1",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Host: forged.test",
  "X-Forwarded-Port: 444",
  "X-Forwarded-Prefix: /forged",
  "X-Real-IP: 192.0.2.2",
  "X-Scheme: https",
  'Forwarded: for=192.0.2.3;proto=https;host="forged.test"',
  "CF-Connecting-IP: 192.0.2.4",
  "True-Client-IP: 192.0.2.5",
];

/** The handler knows who asks. */
export const context: Family = [
  promise(
    "client-address",
    "the handler learns the address and the port of its client, and `unix` where there is none",
    async (subject) => {
      await using stage = await Stage.set(subject, report);
      const client = await stage.open();
      const { localAddress: address, localPort: port } = client.socket;
      const expected =
        stage.address.kind === "tcp" ? { address, port } : { address: "unix", port: 0 };
      const { body } = await client.ask("GET", "/");
      assert.deepEqual(JSON.parse(body), {
        url: "http://law.test/",
        client: expected,
        peer: expected,
        scheme: "http",
      });
    },
  ),
  promise(
    "client-forged",
    "fields that proxies write change neither client nor scheme nor URL when nobody is trusted",
    async (subject) => {
      await using stage = await Stage.set(subject, report);
      const client = await stage.open();
      const { body: honest } = await client.ask("GET", "/path?query");
      for (const line of forged) {
        assert.equal((await client.ask("GET", "/path?query", [line])).body, honest, line);
      }
      assert.equal((await client.ask("GET", "/path?query", forged)).body, honest, "all of them");
    },
  ),
  promise(
    "request-id",
    "every request has an id of its own, also on one connection",
    async (subject) => {
      await using stage = await Stage.set(
        subject,
        (_request, { requestId }) => new Response(requestId),
      );
      const client = await stage.open();
      const ids = new Set<string>();
      for (let count = 0; count < 5; count += 1) ids.add((await client.ask("GET", "/")).body);
      assert.equal(ids.size, 5);
      assert.ok(!ids.has(""), "an id is empty");
    },
  ),
];
