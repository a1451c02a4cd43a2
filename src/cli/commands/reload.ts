/** `landfall reload`: every worker replaced, nothing lost; exit 1 and the old version serves on if it fails. */

import { LandfallError } from "../../core/index.ts";
import { type Command, defineCommand, jsonFlag } from "./contract.ts";
import { controlTable, openControl } from "../control.ts";

/** Replaces the workers of the running master and says what became of it. */
export const reload: Command<"reload"> = defineCommand({
  name: "reload",
  summary: "Replace every worker of the running master without losing a request.",
  settings: controlTable,
  flags: [
    { flag: "--wait-drained", summary: "Wait until the old workers have left, too." },
    jsonFlag,
  ],
  run: async (call) => {
    const { terminal, flags } = call;
    const waitDrained = flags["waitDrained"] === true;
    const outcome = await (await openControl(call)).reload({ waitDrained });
    if (flags["json"] === true) terminal.out(JSON.stringify(outcome));
    if (outcome.kind === "done") {
      for (const note of outcome.kept ?? []) terminal.err(`landfall: warning: ${note}`);
      if (flags["json"] !== true) {
        terminal.out(`reloaded: generation ${outcome.generation} serves after ${outcome.took} ms`);
      }
      return 0;
    }
    const { problem, serving } = outcome;
    const kept = serving.length === 1 ? `, generation ${serving[0]} serves on` : "";
    const message = `reload failed${kept}: ${problem.message}`;
    throw new LandfallError({ ...problem, message, exitCode: 1 });
  },
});
