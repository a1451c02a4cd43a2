/** Telling every worker whether the site is open, and waiting until all of them know. */

import { type Clock, type MaintenanceState, type Millis, millis } from "../../core/index.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** How long a worker may take to confirm: less than a command waits for an answer of the master. */
const patience: Millis = millis(5_000);

/** Resolves with the workers that serve and have not confirmed in time; one that starts hears it before it serves. */
export async function announceMaintenance(
  workers: readonly WorkerProcess[],
  state: MaintenanceState,
  clock: Clock,
): Promise<readonly WorkerProcess[]> {
  const silent = new Set(workers);
  const told = workers.map(async (worker) => {
    await worker.tellMaintenance(state);
    silent.delete(worker);
  });
  const late = Promise.withResolvers<void>();
  const cancel = clock.after(patience, late.resolve);
  await Promise.race([Promise.all(told), late.promise]);
  cancel();
  return [...silent].filter(({ isReady }) => isReady);
}
