/** What a generation of workers is started with. */

import { realpathSync } from "node:fs";
import { planAccessLog } from "../serve/observe/index.ts";
import type { Generation } from "../serve/supervisor/index.ts";
import { environmentOf } from "./identity.ts";
import type { MachinePlan } from "./machine.ts";
import type { ServeCall } from "./serve-call.ts";
import { confine, planWorkerCommand, planWorkerEnvironment } from "./worker-command.ts";

/** What a generation is started with, from settings that are sound. */
export function prepareGeneration(
  call: Pick<ServeCall, "app" | "folder" | "resolved" | "workerMain">,
  machine: Pick<MachinePlan, "nodeArguments" | "confine">,
): Generation {
  const { app, resolved, workerMain } = call;
  const { env, environment } = resolved;
  const folder = realpathSync(call.folder);
  const account = resolved.settings.user === "" ? {} : environmentOf();
  const command = planWorkerCommand({
    node: process.execPath,
    nodeArguments: machine.nodeArguments,
    main: workerMain,
    searchPath: env["PATH"] ?? "",
  });
  const hasLinePipe = planAccessLog(resolved.settings, folder).kind === "stdout";
  return {
    folder,
    settings: { ...resolved.settings, app },
    command: (id) => ({
      ...confine(command, machine.confine(id)),
      hasLinePipe,
      cwd: folder,
      env: planWorkerEnvironment(env, { folder, id, account, environment }),
    }),
  };
}
