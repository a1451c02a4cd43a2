/** Maintenance of a running server: the file that is its truth, and what a command asks for. */

import { basename, dirname, join, resolve } from "node:path";
import {
  type Clock,
  type Logger,
  type MaintenanceState,
  toMessage,
  toProblem,
} from "../core/index.ts";
import { MaintenanceSwitch } from "../serve/guards/index.ts";
import type { MaintenanceOutcome, MaintenanceRequest } from "../serve/supervisor/index.ts";

/** What it is made of. */
export interface MaintenancePlan {
  /** As it was set; empty for the default. */
  readonly file: string;
  readonly folder: string;
  readonly controlPath: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tells every worker; resolves with the process ids of those that do not confirm it. */
  tell(state: MaintenanceState): Promise<readonly number[]>;
}

/** Whether the site is open, and who may say so. */
export interface Maintenance {
  state(): MaintenanceState;
  /** Obeys the file until the returned function is called. */
  watch(): () => void;
  /** Obeys a command; never rejects. */
  obey(request: MaintenanceRequest): Promise<MaintenanceOutcome>;
}

/** Looks at the file at once, so that the first worker already knows. */
export function createMaintenance(plan: MaintenancePlan): Maintenance {
  const { clock, logger, tell } = plan;
  let told: Promise<readonly number[]> = Promise.resolve([]);
  const onChange = (state: MaintenanceState): void => {
    logger.info(describe(state));
    told = tell(state);
    told.catch((error) => logger.error(toMessage(error)));
  };
  const path = resolveFile(plan);
  const file = new MaintenanceSwitch({ path, clock, logger, onChange });
  if (file.state.kind === "closed") logger.info(describe(file.state));
  return {
    state: () => file.state,
    watch: () => file.watch(),
    obey: async ({ action, ...said }) => {
      const before = file.look().kind;
      try {
        const state = change(file, action, said);
        const changed = state.kind !== before;
        // Also what was the case already is confirmed by everybody: a worker may not know it yet.
        const silent = await (changed ? told : tell(state));
        return { kind: "done", state, changed, file: path, silent };
      } catch (error) {
        return { kind: "failed", problem: toProblem(error) };
      }
    },
  };
}

function change(
  file: MaintenanceSwitch,
  action: MaintenanceRequest["action"],
  said: Omit<MaintenanceRequest, "action">,
): MaintenanceState {
  switch (action) {
    case "on":
      return file.close(said);
    case "off":
      return file.open();
    case "status":
      return file.state;
    default:
      return action satisfies never;
  }
}

/** `control.sock` → `control.maintenance`, so that two apps in one folder have two files. */
function resolveFile({ file, folder, controlPath }: MaintenancePlan): string {
  if (file !== "") return resolve(folder, file);
  return join(dirname(controlPath), `${basename(controlPath, ".sock")}.maintenance`);
}

/** The reason may be anybody's who can write the file, so it is quoted. */
function describe(state: MaintenanceState): string {
  if (state.kind === "open") return "maintenance is over, the site is open";
  const { reason } = state;
  return `the site is closed for maintenance${reason === undefined ? "" : `: ${JSON.stringify(reason)}`}`;
}
