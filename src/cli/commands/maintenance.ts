/** `landfall maintenance on|off|status`: closes the site for visitors, at once in every worker, and opens it again. */

import { LandfallError } from "../../core/index.ts";
import {
  type MaintenanceOutcome,
  type MaintenanceRequest,
  parseMaintenance,
  supervisorErrors,
} from "../../serve/supervisor/index.ts";
import { controlTable, openControl } from "../control.ts";
import { type Call, type Command, defineCommand, jsonFlag } from "./contract.ts";

/** Changes or prints whether the site is open. */
export const maintenance: Command<"maintenance"> = defineCommand({
  name: "maintenance",
  summary: "Close the site for maintenance, open it again, or say which it is.",
  argument: { name: "<on|off|status>", summary: "what to do" },
  settings: controlTable,
  flags: [
    { flag: "--reason <TEXT>", summary: "What visitors are told; with on." },
    {
      flag: "--until <TIME>",
      summary:
        "When visitors are told to come back, e.g. 30m or 2030-01-31T18:00Z; with on. The site does not open by itself.",
    },
    jsonFlag,
  ],
  epilogue:
    "Every worker has obeyed when the command returns 0. The state is a file, so it survives reloads and restarts.",
  run: async (call) => {
    const request = toRequest(call);
    const outcome = await (await openControl(call)).maintenance(request);
    if (outcome.kind === "failed") throw new LandfallError({ ...outcome.problem, exitCode: 1 });
    const isJson = call.flags["json"] === true;
    const { kind: _, ...facts } = outcome;
    call.terminal.out(isJson ? JSON.stringify(facts) : describe(outcome, request));
    if (outcome.silent.length === 0) return 0;
    throw supervisorErrors.fail.WORKERS_UNTOLD({ pids: outcome.silent });
  },
});

function toRequest({ argument = "", flags }: Call): MaintenanceRequest {
  const { reason, until } = flags as { readonly reason?: string; readonly until?: string };
  return parseMaintenance({ action: argument, reason, until }, Date.now());
}

function describe(
  { state, changed, file }: Extract<MaintenanceOutcome, { kind: "done" }>,
  { action }: MaintenanceRequest,
): string {
  const already = changed || action === "status" ? "" : " already";
  if (state.kind === "open") return `the site is open${already}`;
  const { since, reason, until } = state;
  return [
    `the site is closed since ${since}`,
    ...(reason === undefined ? [] : [`reason: ${JSON.stringify(reason)}`]),
    ...(until === undefined ? [] : [`until: ${until}`]),
    `file: ${file}`,
  ].join("\n");
}
