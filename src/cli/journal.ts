/** Where a server's lines go: the terminal, or the log file in its place. */

import { type Logger, toMessage } from "../core/index.ts";
import { openLogFile } from "../serve/service/index.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** A place for lines that can be rotated. */
export interface Journal {
  readonly terminal: Terminal;
  /** The file was renamed: goes on in a new one, or in the old one and says why. */
  reopen(logger: Logger): void;
}

/** Opens the file, or stays on the terminal where the path is empty; throws `LOG_FILE_UNUSABLE`. */
export function openJournal(terminal: Terminal, path: string): Journal {
  if (path === "") return { terminal, reopen: () => {} };
  const file = openLogFile(path);
  return {
    terminal: createTerminal({ stdout: file.stream, stderr: file.stream }),
    reopen: (logger) => {
      try {
        file.reopen();
      } catch (error) {
        logger.error(toMessage(error));
      }
    },
  };
}
