/** The master's side of maintenance: looks after the file, changes it on request, and tells whoever must know. */

import { type Clock, type Logger, type MaintenanceState, type Millis } from "../../core/index.ts";
import { millis, siteOpen } from "../../core/index.ts";
import {
  type Closing,
  type Look,
  lookAtMaintenance,
  readMaintenance,
  removeMaintenance,
  writeMaintenance,
} from "./maintenance-file.ts";

/** What the switch is given. */
export interface SwitchPlan {
  /** An absolute path. */
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hears each change while the file is looked after, also those that are made here. */
  onChange(state: MaintenanceState): void;
}

/** How often the file is looked at: somebody who touches it waits no longer than a second. */
const interval: Millis = millis(250);

/** Looks at the file when it is made; `watch()` looks on. */
export class MaintenanceSwitch {
  readonly #plan: SwitchPlan;
  #seen: Look = { kind: "absent" };
  #state: MaintenanceState = siteOpen;

  constructor(plan: SwitchPlan) {
    this.#plan = plan;
    this.#take(lookAtMaintenance(plan.path), { kind: "closed", since: new Date().toISOString() });
  }

  get path(): string {
    return this.#plan.path;
  }

  /** As the file was when it was last looked at. */
  get state(): MaintenanceState {
    return this.#state;
  }

  /** Looks at the file again and again until the returned function is called. */
  watch(): () => void {
    const look = (): void => {
      this.look();
      cancel = this.#plan.clock.after(interval, look);
    };
    let cancel = this.#plan.clock.after(interval, look);
    return () => cancel();
  }

  /** Looks at the file now. */
  look(): MaintenanceState {
    const look = lookAtMaintenance(this.#plan.path);
    if (isSame(look, this.#seen)) return this.#state;
    const before = this.#state;
    this.#take(look, before);
    if (JSON.stringify(before) !== JSON.stringify(this.#state)) this.#announce();
    return this.#state;
  }

  /** Closes the site, or says something new about a closed one. Throws `MAINTENANCE_FILE_UNUSABLE`. */
  close(said: Omit<Closing, "since">): MaintenanceState {
    const before = this.look();
    const since = before.kind === "closed" ? before.since : new Date().toISOString();
    writeMaintenance(this.#plan.path, { ...said, since });
    return this.look();
  }

  /** Opens the site. Throws `MAINTENANCE_FILE_UNUSABLE`. */
  open(): MaintenanceState {
    removeMaintenance(this.#plan.path);
    return this.look();
  }

  /** What cannot be looked at changes nothing. At the start nothing is known, and the site is closed. */
  #take(look: Look, unknown: MaintenanceState): void {
    this.#seen = look;
    if (look.kind === "absent") this.#state = siteOpen;
    else if (look.kind === "present") this.#state = readMaintenance(this.#plan.path, look.at);
    else {
      this.#state = unknown;
      const { path, logger } = this.#plan;
      const sentence = `cannot look at the maintenance file ${JSON.stringify(path)}: ${look.reason}`;
      logger.warn(`${sentence}; the site is ${unknown.kind}`);
    }
  }

  #announce(): void {
    this.#plan.onChange(this.#state);
  }
}

function isSame(a: Look, b: Look): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
