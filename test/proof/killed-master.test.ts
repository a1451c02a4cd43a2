/** The master killed: no worker outlives it for long, and the address is free for the next start. */

import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

import { formatListenAddress } from "../../src/core/index.ts";
import { Connection } from "../../bench/reload/connection.ts";
import { readJournals } from "../../bench/reload/journal.ts";
import type { LandfallProcess } from "../../bench/reload/landfall-process.ts";
import { survivors } from "../../bench/reload/process-table.ts";
import { createStage, eventually } from "./stage.ts";

const stage = createStage();
const leaveLimit = 2_000;
const startLimit = 5_000;
const hasSetpriv = spawnSync("setpriv", ["--version"]).status === 0;

// Without setpriv: a worker that can leave by itself must not need it.
it("[B6] kill -9 of the master under load takes its workers along, and the next start answers", async () => {
  const server = await stage.serve({
    listen: (folder) => ["127.0.0.1:0", `unix:${folder}/app.sock`],
    searchPath: "",
  });
  const pids = await server.readyPids();
  const { stop } = await stage.load(server);
  server.signal("SIGKILL");
  expect(await survivors(pids, leaveLimit)).toEqual([]);
  await stop();
  await expectNextStart(server);
}, 20_000);

it.skipIf(!hasSetpriv)(
  "[B6] kill -9 of the master ends also a worker that spins in JavaScript (needs setpriv)",
  async () => {
    const server = await stage.serve();
    const pids = await server.readyPids();
    const spinning = new Connection(server.address, () => 1);
    spinning.write("GET /spin HTTP/1.1\r\nhost: proof\r\n\r\n");
    await eventually("a worker spins", async () => {
      return (await readJournals(server.folder)).some(({ spins }) => spins);
    });
    server.signal("SIGKILL");
    expect(await survivors(pids, leaveLimit)).toEqual([]);
    spinning.close();
    await expectNextStart(server);
  },
  20_000,
);

async function expectNextStart({ folder, addresses }: LandfallProcess): Promise<void> {
  const startedAt = performance.now();
  const next = await stage.serve({ folder, listen: () => addresses.map(formatListenAddress) });
  expect(next.addresses).toEqual(addresses);
  for (const address of addresses) {
    const connection = new Connection(address, () => 1);
    const answer = connection.exchange(["GET / HTTP/1.1\r\nhost: proof\r\n\r\n"], startLimit);
    await expect(answer).resolves.toMatchObject({ status: 200 });
    connection.close();
  }
  expect(performance.now() - startedAt).toBeLessThan(startLimit);
}
