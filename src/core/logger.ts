/** The logger contract: rooms say things through it and never write to a stream themselves. */

/** Says things at four levels; `facts` are for machines, the message is for people. */
export interface Logger {
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** A logger that says nothing, for tests and for `--quiet`. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

/** The same logger with facts of its own in every line. */
export function withFacts(logger: Logger, own: Readonly<Record<string, unknown>>): Logger {
  return {
    debug: (message, facts) => logger.debug(message, { ...own, ...facts }),
    info: (message, facts) => logger.info(message, { ...own, ...facts }),
    warn: (message, facts) => logger.warn(message, { ...own, ...facts }),
    error: (message, facts) => logger.error(message, { ...own, ...facts }),
  };
}
