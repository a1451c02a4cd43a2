/** Opening the control socket: in the project, or where a read-only project leaves no room for it, beside others. */

import { LandfallError, type Logger } from "../core/index.ts";
import {
  type ControlServer,
  fallbackControlPath,
  openControlServer,
  prepareControlFolder,
  resolveControlPath,
  type Surroundings,
  toControlPlace,
} from "../serve/supervisor/index.ts";

/** Takes the control socket; a client of the same user looks for it in both places. */
export async function openControl(
  call: Surroundings & { readonly logger: Logger },
  control: string,
): Promise<ControlServer> {
  const place = toControlPlace(call, control);
  const path = resolveControlPath(place);
  const open = (at: string) => {
    prepareControlFolder(at, place);
    return openControlServer(at);
  };
  try {
    return await open(path);
  } catch (error) {
    const other = fallbackControlPath(place);
    if (control !== "" || other === path || !isUnwritable(error)) throw error;
    call.logger.info(`nothing can be written to ${path}, so the control socket is ${other}`);
    return open(other);
  }
}

/** A read-only file system, or a folder of somebody else. */
function isUnwritable(error: unknown): boolean {
  if (!(error instanceof LandfallError) || error.code !== "CONTROL_UNUSABLE") return false;
  const { code = "" } = (error.cause ?? {}) as NodeJS.ErrnoException;
  return ["EROFS", "EACCES", "EPERM"].includes(code);
}
