/** From what is to be listened on to sockets: bound here, or taken over as they are. */

import type { Settings } from "../config/index.ts";
import { type Clock, type ListenTarget, type Millis } from "../core/index.ts";
import { adoptDescriptor, bindAll, type BoundSocket } from "../serve/sockets/index.ts";

/** How sockets are opened. */
export interface OpeningPlan {
  readonly settings: Pick<Settings, "unixMode" | "reusePort">;
  readonly clock: Clock;
  /** How long a taken address is tried again. */
  readonly patience: Millis;
}

/** Opens every target in order, or none. */
export async function openSockets(
  targets: readonly ListenTarget[],
  { settings, clock, patience }: OpeningPlan,
): Promise<readonly BoundSocket[]> {
  const { unixMode, reusePort } = settings;
  const opened: BoundSocket[] = [];
  try {
    for (const target of targets) {
      if (target.kind === "inherited") opened.push(adoptDescriptor(toNumber(target.descriptor)));
      else opened.push(...(await bindAll([target], { clock, unixMode, patience, reusePort })));
    }
    return opened;
  } catch (error) {
    for (const socket of opened) socket.close();
    throw error;
  }
}

/** Names were resolved when it was planned. */
function toNumber(descriptor: number | string): number {
  if (typeof descriptor === "number") return descriptor;
  throw new Error(`descriptor ${descriptor} was not resolved`);
}
