/** How a server refuses bytes that are no request: with a status or without a word, but always for good. */

import assert from "node:assert/strict";
import type { ServerSubject } from "../server-subject.ts";
import { Stage } from "./stage.ts";

/** Sends each of these on a connection of its own; none may reach the handler, all must end their connection. */
export async function expectRefused(
  subject: ServerSubject,
  requests: Readonly<Record<string, string>>,
): Promise<void> {
  const entered: string[] = [];
  await using stage = await Stage.set(subject, ({ method, url }) => {
    entered.push(`${method} ${url}`);
    return new Response("served");
  });
  for (const [name, bytes] of Object.entries(requests)) {
    const client = await stage.open();
    client.send(bytes);
    const status = await client.refusal();
    assert.deepEqual(entered, [], `${name}: reaches the handler`);
    assert.ok(status === undefined || (status >= 400 && status < 600), `${name}: ${status}`);
  }
  await stage.expectAlive("malformed requests");
  assert.equal(entered.length, 0, `late: ${entered.join()}`);
}
