/** `landfall status`: what the running master and each of its workers are doing, once or again and again. */

import { millis, systemClock } from "../../core/index.ts";
import type { MasterStatus } from "../../serve/supervisor/index.ts";
import { type Call, type Command, defineCommand, jsonFlag } from "./contract.ts";
import { controlTable, openControl } from "../control.ts";
import { formatStatus } from "../status-text.ts";

/** Prints the running master's state. */
export const status: Command<"status"> = defineCommand({
  name: "status",
  summary: "Show the running master, its addresses and its workers.",
  settings: controlTable,
  flags: [
    { flag: "--watch", summary: "Look again every second until the master ends or Ctrl-C." },
    jsonFlag,
  ],
  run: async (call) => {
    const master = await openControl(call);
    show(call, await master.status());
    while (call.flags["watch"] === true && !call.terminal.isAbandoned) {
      await systemClock.sleep(millis(1_000));
      show(call, await master.status());
    }
    return 0;
  },
});

/** ECMA-48: cursor home, erase what is below. */
const clear = "\u001b[H\u001b[J";

function show({ terminal, flags }: Call, facts: MasterStatus): void {
  if (flags["json"] === true) return terminal.out(JSON.stringify(facts));
  const isRepeated = flags["watch"] === true;
  const before = isRepeated && terminal.isInteractive ? clear : "";
  const after = isRepeated && !terminal.isInteractive ? "\n" : "";
  terminal.out(before + formatStatus(facts) + after);
}
