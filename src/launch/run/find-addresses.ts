/** From what was asked for to addresses that can be listened on: names, both loopbacks and port 0 as in `serve`. */

import type { RunSettings } from "../../config/index.ts";
import { type ListenAddress, type ListenTarget, millis, systemClock } from "../../core/index.ts";
import { bindAll } from "../../serve/sockets/index.ts";
import { launchErrors } from "../index.ts";

/**
 * Binds them for a moment, which chooses the numbers and explains what cannot be had; the server itself opens them.
 */
export async function findAddresses(
  targets: readonly ListenTarget[],
  { unixMode }: Pick<RunSettings, "unixMode">,
): Promise<readonly ListenAddress[]> {
  const wanted = targets.map(toAddress);
  // Windows cannot bind without listening.
  if (process.platform === "win32") return wanted;
  const bound = await bindAll(wanted, { clock: systemClock, unixMode, patience: millis(0) });
  for (const socket of bound) socket.close();
  return bound.map(({ address }) => address);
}

function toAddress(target: ListenTarget): ListenAddress {
  if (target.kind !== "inherited") return target;
  throw launchErrors.fail.RUN_DESCRIPTOR({ descriptor: target.descriptor });
}
