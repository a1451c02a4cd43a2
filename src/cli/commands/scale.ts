/** `landfall scale N`: more or fewer workers, without a restart; exit 1 and as many as before if new ones do not start. */

import { LandfallError } from "../../core/index.ts";
import { parseWorkerCount } from "../../serve/supervisor/index.ts";
import { type Command, defineCommand, jsonFlag } from "./contract.ts";
import { controlTable, openControl } from "../control.ts";

/** Changes the number of workers of the running master and says what became of it. */
export const scale: Command<"scale"> = defineCommand({
  name: "scale",
  summary: "Change the number of workers of the running master.",
  argument: { name: "<workers>", summary: "how many there shall be, from 1 to 1024" },
  settings: controlTable,
  flags: [jsonFlag],
  run: async (call) => {
    const { terminal, flags, argument = "" } = call;
    const workers = parseWorkerCount(argument);
    const outcome = await (await openControl(call)).scale(workers);
    if (flags["json"] === true) terminal.out(JSON.stringify(outcome));
    if (outcome.kind === "not-scaled") throw new LandfallError({ ...outcome.problem, exitCode: 1 });
    if (flags["json"] !== true) {
      const { was, took } = outcome;
      terminal.out(
        was === workers
          ? `there are ${workers} workers already`
          : `scaled: ${was} workers became ${workers} after ${took} ms`,
      );
    }
    return 0;
  },
});
