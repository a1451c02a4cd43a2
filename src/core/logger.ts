/** The logger contract: rooms say things through it and never write to a stream themselves. */

/** Says things at three levels; `facts` are for machines, the message is for people. */
export interface Logger {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** A logger that says nothing, for tests and for `--quiet`. */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
