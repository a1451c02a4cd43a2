/** How a server refuses bytes that are no request: with a status or without a word. */

import assert from "node:assert/strict";
import type { ServerSubject } from "../server-subject.ts";
import { Stage } from "./stage.ts";

/** Sends each of these on a connection of its own; none may reach the handler. */
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
    assert.equal(entered.join(), "", `${name}: it reaches the handler`);
    assert.ok(status === undefined || (status >= 400 && status < 600), `${name}: ${status}`);
  }
  await stage.expectAlive("malformed requests");
}

/** The same for requests whose end is in doubt, each followed by another one, which must not be taken for a request. */
export async function expectRefusedForGood(
  subject: ServerSubject,
  requests: Readonly<Record<string, string>>,
): Promise<void> {
  await using stage = await Stage.set(subject, () => new Response("served"));
  for (const [name, bytes] of Object.entries(requests)) {
    const client = await stage.open();
    client.send(bytes);
    const status = await client.refusal();
    assert.equal(stage.entered, 0, `${name}: it reaches the handler`);
    assert.ok(status === undefined || (status >= 400 && status < 600), `${name}: ${status}`);
    await client.ended();
    assert.equal(stage.entered, 0, `${name}: what follows reaches the handler`);
  }
  await stage.expectAlive("malformed requests");
}
