/** What a worker of `landfall dev` is told beside its settings. */

import type { Problem } from "../../core/index.ts";
import type { DevSettings } from "./options.ts";

/** Stands in an assignment's settings as `development`; absent in production. */
export interface DevelopmentOrders extends Pick<DevSettings, "errorPage" | "live" | "reloadHook"> {
  /** Why the app cannot be served: the worker tells that to whoever asks, and loads nothing. */
  readonly failure?: Problem | undefined;
}
