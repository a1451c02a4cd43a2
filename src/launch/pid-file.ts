/** The pid file over a master's life: its place is tested before anything starts, the file comes last. */

import { resolve } from "node:path";
import { type Logger, toMessage } from "../core/index.ts";
import { assertPidFileFree, createPidFile, type PidFile } from "../serve/service/index.ts";

/** A pid file that is to come. */
export interface HeldPidFile {
  create(): void;
  remove(): void;
}

/** Throws if the file could not be made now. */
export function holdPidFile(
  { folder, logger }: { readonly folder: string; readonly logger: Logger },
  pidFile: string,
): HeldPidFile {
  if (pidFile === "") return { create: () => {}, remove: () => {} };
  const path = resolve(folder, pidFile);
  assertPidFileFree(path);
  let made: PidFile | undefined;
  return {
    create: () => {
      try {
        made = createPidFile(path, process.pid);
      } catch (error) {
        logger.error(`serving without a pid file: ${toMessage(error)}`);
      }
    },
    remove: () => made?.remove(),
  };
}
