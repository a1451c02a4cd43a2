/** The worker's side of maintenance: a layer that lets everything through, or nearly nothing. */

import { resolve } from "node:path";
import { type Logger, type MaintenanceState, siteOpen, toMessage } from "../../core/index.ts";
import type { Handler } from "../../http/index.ts";
import { type ClientTest, createClientTest } from "./client-test.ts";
import { guardErrors } from "./errors.ts";
import { answerClosed, type Closed } from "./maintenance-answer.ts";
import type { MaintenanceSettings } from "./options.ts";
import { readSmallFile } from "./small-file.ts";

/** What the gate is made of. */
export interface GatePlan extends Pick<
  MaintenanceSettings,
  "maintenanceAllow" | "maintenancePage" | "maintenanceRetryAfter"
> {
  /** The project's folder. */
  readonly folder: string;
  readonly logger: Logger;
}

/** What a page may have. */
const mostBytes = 1_000_000;

/** A site's door, as one worker keeps it. */
export class MaintenanceGate {
  #closed: Closed | undefined;
  #plan: GatePlan | undefined;
  #isAllowed: ClientTest = () => false;
  #page: Buffer<ArrayBuffer> | undefined;

  /** Opens or closes it; may come before `install`. */
  set(state: MaintenanceState = siteOpen): void {
    this.#closed = state.kind === "closed" ? state : undefined;
    if (this.#closed !== undefined) this.#readPage();
  }

  /** Puts it in front of a handler. Requests that were let in before it closed go on. */
  install(plan: GatePlan): (next: Handler) => Handler {
    this.#plan = plan;
    this.#isAllowed = createClientTest(plan.maintenanceAllow);
    this.#readPage();
    const retryAfter = plan.maintenanceRetryAfter;
    return (next) => (request, context) => {
      const closed = this.#closed;
      if (closed === undefined || context.isLocal || this.#isAllowed(context))
        return next(request, context);
      return answerClosed(request, { closed, retryAfter, page: this.#page }, Date.now());
    };
  }

  /** A page that is gone or broken is no reason to serve, nor to fail: the last one that could be read stays. */
  #readPage(): void {
    const { maintenancePage = "", folder = "", logger } = this.#plan ?? {};
    if (maintenancePage === "") return;
    try {
      this.#page = readPage(maintenancePage, folder);
    } catch (error) {
      logger?.warn(`${toMessage(error)}; visitors see ${this.#page ? "its last" : "a plain"} one`);
    }
  }
}

/** Throws `MAINTENANCE_PAGE_UNUSABLE` for a page that cannot be read; empty means none. */
export function assertMaintenancePage(path: string, folder: string): void {
  if (path !== "") readPage(path, folder);
}

function readPage(path: string, folder: string): Buffer<ArrayBuffer> {
  try {
    return readSmallFile(resolve(folder, path), mostBytes);
  } catch (error) {
    throw guardErrors.fail.MAINTENANCE_PAGE_UNUSABLE({ path, reason: toMessage(error) }, error);
  }
}
