/** `landfall upgrade`: the master replaced by a successor, nothing lost; exit 1 and the old one serves on if it fails. */

import { LandfallError } from "../../core/index.ts";
import { type Command, defineCommand, jsonFlag } from "./contract.ts";
import { controlTable, openControl } from "../control.ts";

/** Has the running master replaced and says what became of it. */
export const upgrade: Command<"upgrade"> = defineCommand({
  name: "upgrade",
  summary: "Replace the running master too: a new Landfall, a new Node, without losing a request.",
  settings: controlTable,
  flags: [jsonFlag],
  run: async (call) => {
    const { terminal, flags } = call;
    const outcome = await (await openControl(call)).upgrade();
    if (flags["json"] === true) terminal.out(JSON.stringify(outcome));
    if (outcome.kind === "upgraded") {
      const { pid, was, took } = outcome;
      if (flags["json"] !== true) {
        terminal.out(`upgraded: process ${pid} is the master in place of ${was}, after ${took} ms`);
      }
      return 0;
    }
    const { problem, pid } = outcome;
    const message = `upgrade failed, process ${pid} serves on: ${problem.message}`;
    throw new LandfallError({ ...problem, message, exitCode: 1 });
  },
});
