/** Judges every n-th planted fault in a process of its own, so that all processors have work; prints a line for each. */

import { runLaw, serverLaw, type Verdict } from "../../../src/laws/index.ts";
import { brokenIds } from "../verdicts.ts";
import { type Fault, plant } from "./plant.ts";
import { faults } from "./table.ts";

/** A broken server is mostly waited for, so that several can be judged at once. */
const atOnce = 6;

/** Seventy promises at once may be late on a busy machine: one that broke without being meant to is asked again, alone. */
async function judge(fault: Fault): Promise<readonly Verdict[]> {
  const verdicts = await runLaw(serverLaw, plant(fault), { concurrency: 12 });
  const doubtful = new Set(brokenIds(verdicts).filter((id) => !fault.breaks.includes(id)));
  if (doubtful.size === 0) return verdicts;
  const promises = serverLaw.promises.filter(({ id }) => doubtful.has(id));
  const again = await runLaw({ ...serverLaw, promises }, plant(fault));
  return verdicts.map(
    (verdict) => again.find(({ promise }) => promise === verdict.promise) ?? verdict,
  );
}

const [index = 0, count = 1] = process.argv.slice(2).map(Number);
const waiting = faults.filter((_, at) => at % count === index).values();
const work = async (): Promise<void> => {
  for (const fault of waiting) {
    process.stdout.write(`${JSON.stringify({ name: fault.name, verdicts: await judge(fault) })}\n`);
  }
};
await Promise.all(Array.from({ length: atOnce }, work));
process.exit();
