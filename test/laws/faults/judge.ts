/** Runs the law on all planted faults. */

import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Verdict } from "../../../src/laws/index.ts";
import { faults } from "./table.ts";

/** What came out for each fault, by its name; rejects for all that a judge left open when it ended. */
export function judgeFaults(): ReadonlyMap<string, Promise<readonly Verdict[]>> {
  const open = new Map(
    faults.map(({ name }) => [name, Promise.withResolvers<readonly Verdict[]>()]),
  );
  const judges = availableParallelism();
  for (let index = 0; index < judges; index += 1) {
    const mine = faults.filter((_, at) => at % judges === index).map(({ name }) => name);
    judge(index, judges, (name, verdicts) => open.get(name)?.resolve(verdicts)).then(
      () => mine.forEach((name) => open.get(name)?.reject(new Error("it was not judged"))),
      () => {},
    );
  }
  for (const { promise } of open.values()) promise.catch(() => {}); // whoever asks for it hears of it
  return new Map([...open].map(([name, { promise }]) => [name, promise]));
}

async function judge(
  index: number,
  judges: number,
  onVerdicts: (name: string, verdicts: readonly Verdict[]) => void,
): Promise<void> {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const stdio = ["ignore", "pipe", "inherit"] as const;
  // Node 22 strips types, but knows no `await using`; tsx translates that where it has to.
  const args = ["--import", "tsx", main, String(index), String(judges)];
  const child = spawn(process.execPath, args, { stdio: [...stdio] });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const { name, verdicts } = JSON.parse(line) as { name: string; verdicts: Verdict[] };
    onVerdicts(name, verdicts);
  }
}
