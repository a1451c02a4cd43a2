/**
 * `npm run bench -- memory [--reloads 20] [--rounds 3] [--json]`: the memory of everything but workers after reloads; exits 1
 * when the floor of docs/benchmarks.md does not hold.
 */

import { parseArgs } from "node:util";

import { toLimitRow, reportLimits } from "../measures/limits.ts";
import { memoryOf, pidsBelow } from "../measures/process-tree.ts";
import { LandfallProcess } from "../reload/landfall-process.ts";

const { values } = parseArgs({
  options: {
    reloads: { type: "string", default: "20" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
  },
});

/** Bytes before the first reload and after the last. */
interface Round {
  readonly before: number;
  readonly resident: number;
  readonly proportional: number;
}

async function measure(reloads: number): Promise<Round> {
  await using server = await LandfallProcess.start({ listen: () => ["127.0.0.1:0"] });
  const before = (await memoryBesideWorkers(server)).resident;
  for (let count = 0; count < reloads; count += 1) {
    const { exitCode, stderr } = await server.command("reload", "--wait-drained");
    if (exitCode !== 0) throw new Error(stderr);
  }
  const { resident, proportional } = await memoryBesideWorkers(server);
  return { before, resident, proportional };
}

async function memoryBesideWorkers(server: LandfallProcess): Promise<ReturnType<typeof memoryOf>> {
  const workers = (await server.status()).workers.map(({ pid }) => pid);
  return memoryOf(pidsBelow(server.pid).filter((pid) => !workers.includes(pid)));
}

const rounds: Round[] = [];
for (let round = 0; round < Number(values.rounds); round += 1) {
  rounds.push(await measure(Number(values.reloads)));
}
const megabytes = (key: keyof Round): number[] => rounds.map((round) => round[key] / 2 ** 20);
const limits = { unit: "MB", floor: 90, target: 70 };
const after = `after ${values.reloads} reloads`;
reportLimits(
  [
    toLimitRow({ name: "resident, before the first reload", unit: "MB" }, megabytes("before")),
    toLimitRow({ name: `resident, ${after}`, ...limits }, megabytes("resident")),
    toLimitRow({ name: `proportional, ${after}`, unit: "MB" }, megabytes("proportional")),
  ],
  values.json,
);
