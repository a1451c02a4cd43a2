/** Remembers which socket a path leads to, while a successor takes the path: if that one dies of it, it is given back. */

import { linkSync, renameSync, rmSync } from "node:fs";
import { temporaryBeside } from "../sockets/index.ts";

/** A path that can be given back; each is called once. */
export interface PathGuard {
  forget(): void;
  restore(): void;
}

/** Keeps a second name for the socket; without one, where the path is gone already, there is nothing to give back. */
export function guardPath(path: string): PathGuard {
  const second = temporaryBeside(path);
  const forget = () => rmSync(second, { force: true });
  try {
    linkSync(path, second);
  } catch {
    return { forget: () => {}, restore: () => {} };
  }
  return {
    forget,
    restore: () => {
      renameSync(second, path);
      // Two names of one file stay both; see rename(2).
      forget();
    },
  };
}
