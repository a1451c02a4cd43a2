/** Clients that are slower than the linger: it ends silence, not requests that have begun. */

import { expect, it } from "vitest";

import { writeVersion } from "../../bench/reload/app-version.ts";
import { Connection } from "../../bench/reload/connection.ts";
import { readJournals } from "../../bench/reload/journal.ts";
import type { LandfallProcess } from "../../bench/reload/landfall-process.ts";
import { answerLimit, makePost } from "../../bench/reload/posting-client.ts";
import { Tally } from "../../bench/reload/tally.ts";
import { createStage, eventually } from "./stage.ts";

const stage = createStage();

/** Well over the linger of 2 s. */
const drainTime = 6_000;

/** Enough connections of a kind that each worker holds some. */
const several = 6;

it("[B6] the linger ends silent connections with a FIN, and half a header or body may go on", async () => {
  const server = await stage.serve({ drainTime });
  const silent = await openSeveral(server);
  const headers = await openSeveral(server);
  const bodies = await openSeveral(server);
  const posts = bodies.map((_, index) => makePost(`slow${index}`, new Tally()));
  for (const connection of headers) connection.write("GET / HTTP/1.1\r\nho");
  bodies.forEach((connection, index) => connection.write(posts[index]?.head ?? ""));
  await eventually("all are accepted", async () => {
    const journals = await readJournals(server.folder);
    return journals.flatMap(({ accepted }) => accepted).length === 3 * several;
  });

  await writeVersion(server.folder, 2);
  expect(await server.command("reload")).toMatchObject({ exitCode: 0 });
  await eventually("the silent ones get a FIN", () => {
    return silent.every(({ ending }) => ending?.kind === "fin");
  });

  const answers = await Promise.all([
    ...headers.map((connection) => connection.exchange(["st: proof\r\n\r\n"], answerLimit)),
    ...bodies.map((connection, index) =>
      connection.exchange([posts[index]?.body ?? ""], answerLimit),
    ),
  ]);
  for (const { status, body } of answers) {
    expect({ status, ...JSON.parse(body.toString()) }).toMatchObject({ status: 200, version: 1 });
  }
  for (const connection of [...silent, ...headers, ...bodies]) connection.close();
}, 20_000);

async function openSeveral({ address }: LandfallProcess): Promise<Connection[]> {
  const connections = Array.from({ length: several }, () => new Connection(address, () => 1));
  await Promise.all(connections.map((connection) => connection.opened()));
  return connections;
}
