/** What a worker of `landfall dev` adds to its answers. */

import {
  answerError,
  createLiveLayer,
  type DevelopmentOrders,
  type ErrorPagePlace,
} from "../dev/index.ts";
import type { PipelineServices } from "../pipeline/index.ts";

/** Where the app is. */
export interface DevelopmentPlace {
  readonly folder: string;
  /** The app's variables, for error pages. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Where it shows errors; undefined where it is not to. */
export function toErrorPagePlace(
  { errorPage }: DevelopmentOrders,
  { folder, env }: DevelopmentPlace,
): ErrorPagePlace | undefined {
  return errorPage ? { folder, env: env ?? {} } : undefined;
}

/** The layer, and the answer to what the app throws. */
export function planDevelopment(
  orders: DevelopmentOrders,
  place: DevelopmentPlace,
): NonNullable<PipelineServices["development"]> {
  const page = toErrorPagePlace(orders, place);
  const instance = `${process.pid}-${Math.round(performance.timeOrigin)}`;
  return {
    answerError: page && ((error, failed) => answerError(error, failed, page)),
    layer: createLiveLayer({ instance, live: orders.live }),
  };
}
