/**
 * Loads a configuration file in a process of its own. Node keeps every module that it has loaded, so a reload in the
 * same process would read the old file; and the master stays small, whatever the file imports.
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type Clock, LandfallError, millis, type Problem, toMessage } from "../core/index.ts";
import type { ModuleRequest } from "./config-module.ts";
import { configErrors } from "./errors.ts";

/** What such a process needs. */
export interface ConfigProcessPlan extends ModuleRequest {
  /** The process's entry file. */
  readonly main: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

type Answer = { readonly values: Record<string, unknown> } | { readonly problem: Problem };

/** How long a configuration may take. */
const patience = millis(30_000);

/** The values that the file gives; every failure is a `LandfallError`. What the file prints goes to our stderr. */
export async function loadInProcess(plan: ConfigProcessPlan): Promise<Record<string, unknown>> {
  const { main, env, clock, ...request } = plan;
  const { folder, path } = request;
  const child = fork(main, {
    cwd: folder,
    env: { ...env, PWD: folder },
    stdio: ["ignore", 2, 2, "ipc"],
  });
  let isLate = false;
  const cancel = clock.after(patience, () => {
    isLate = true;
    child.kill("SIGKILL");
  });
  try {
    child.send(request, () => {});
    const answer = await hear(child, path, () => isLate);
    if ("values" in answer) return answer.values;
    throw new LandfallError(answer.problem);
  } finally {
    cancel();
    child.kill("SIGKILL");
  }
}

/** The channel may hold an answer when its process has gone, so its end counts, not the exit alone. */
function hear(child: ChildProcess, path: string, isLate: () => boolean): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as Answer));
    child.once("error", (error) => {
      reject(configErrors.fail.CONFIG_ENDED({ path, how: `failed: ${toMessage(error)}` }, error));
    });
    const gone = [once(child, "exit"), once(child, "disconnect")] as const;
    void Promise.all(gone).then(([[code, signal]]) => {
      const how = code === null ? `was ended by ${signal}` : `ended with code ${code}`;
      const seconds = patience / 1_000;
      const { CONFIG_ENDED, CONFIG_SILENT } = configErrors.fail;
      reject(isLate() ? CONFIG_SILENT({ path, seconds }) : CONFIG_ENDED({ path, how }));
    }, reject);
  });
}
