/** Giving root up: what was made as root goes to the user that serves, then the process becomes that user. */

import { userInfo } from "node:os";
import { dirname } from "node:path";
import { assumeIdentity, giveTo, type Identity } from "../serve/service/index.ts";
import type { BoundSocket } from "../serve/sockets/index.ts";

/** What was made before the change. */
export interface MadeAsRoot {
  readonly sockets: readonly BoundSocket[];
  readonly controlPath: string;
  /** Empty for none. */
  readonly logFile: string;
}

/** Becomes the user for good. */
export function becomeUser(identity: Identity, made: MadeAsRoot): void {
  const { sockets, controlPath, logFile } = made;
  const own = dirname(controlPath);
  // A folder of somebody's choice, such as /run, stays whose it is.
  const isOurs = own.endsWith("/.landfall") || /\/landfall-\d+$/.test(own);
  const unix = sockets.flatMap((socket) => (socket.file === undefined ? [] : [socket.file]));
  giveTo(identity, [...unix, controlPath, ...(isOurs ? [own] : []), ...(logFile ? [logFile] : [])]);
  assumeIdentity(identity);
}

/** What a program of this user expects to find in its environment. */
export function environmentOf(): Readonly<Record<string, string>> {
  try {
    const { username, homedir } = userInfo();
    return { USER: username, LOGNAME: username, HOME: homedir };
  } catch {
    // A number that nobody bears has no home.
    return { HOME: "/" };
  }
}
