/** `landfall stop`: a graceful stop that returns when the master has ended. */

import { type Command, defineCommand, jsonFlag } from "./contract.ts";
import { controlTable, openControl } from "../control.ts";

/** Stops the running master gracefully and waits for its end. */
export const stop: Command<"stop"> = defineCommand({
  name: "stop",
  summary: "Stop the running master gracefully and wait until it has ended.",
  settings: controlTable,
  flags: [jsonFlag],
  run: async (call) => {
    const pid = await (await openControl(call)).stop();
    const isJson = call.flags["json"] === true;
    call.terminal.out(isJson ? JSON.stringify({ stopped: pid }) : `stopped: master ${pid}`);
    return 0;
  },
});
