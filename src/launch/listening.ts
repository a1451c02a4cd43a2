/** From what is to be listened on to sockets: bound here, or taken over as they are. */

import type { Settings } from "../config/index.ts";
import { type Clock, type ListenTarget, type Millis } from "../core/index.ts";
import { adoptDescriptor, bindAll, type BoundSocket } from "../serve/sockets/index.ts";

/** How sockets are opened. */
export interface OpeningPlan {
  readonly settings: Pick<Settings, "unixMode" | "reusePort" | "ports">;
  readonly clock: Clock;
  /** How long a taken address is tried again. */
  readonly patience: Millis;
}

/** Opens every target in order, or none; with `--ports` the first is for the first worker, and so on. */
export async function openSockets(
  targets: readonly ListenTarget[],
  { settings, clock, patience }: OpeningPlan,
): Promise<readonly BoundSocket[]> {
  const { unixMode, reusePort, ports } = settings;
  const opened: BoundSocket[] = [];
  try {
    for (const [worker, target] of targets.entries()) {
      const sockets =
        target.kind === "inherited"
          ? [adoptDescriptor(toNumber(target.descriptor))]
          : await bindAll([target], { clock, unixMode, patience, reusePort });
      opened.push(...(ports.length === 0 ? sockets : assign(sockets, worker)));
    }
    return opened;
  } catch (error) {
    for (const socket of opened) socket.close();
    throw error;
  }
}

function assign(sockets: readonly BoundSocket[], worker: number): readonly BoundSocket[] {
  return sockets.map((socket) => ({ ...socket, worker }));
}

/** Names were resolved when it was planned. */
function toNumber(descriptor: number | string): number {
  if (typeof descriptor === "number") return descriptor;
  throw new Error(`descriptor ${descriptor} was not resolved`);
}
