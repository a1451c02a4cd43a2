/** Judges every n-th planted fault in a process of its own, so that all processors have work; prints a line for each. */

import { runLaw, serverLaw } from "../../../src/laws/index.ts";
import { plant } from "./plant.ts";
import { faults } from "./table.ts";

/** A broken server is mostly waited for, so that several can be judged at once. */
const atOnce = 6;

const [index = 0, count = 1] = process.argv.slice(2).map(Number);
const waiting = faults.filter((_, at) => at % count === index).values();
const work = async (): Promise<void> => {
  for (const fault of waiting) {
    const verdicts = await runLaw(serverLaw, plant(fault), { concurrency: 12 });
    process.stdout.write(`${JSON.stringify({ name: fault.name, verdicts })}\n`);
  }
};
await Promise.all(Array.from({ length: atOnce }, work));
process.exit();
