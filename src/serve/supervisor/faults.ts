/** What nobody caught: a supervisor that dies of it takes the site down, so it says what happened and goes on. */

import { type Logger, toProblem } from "../../core/index.ts";

/**
 * Catches until the returned function is called. The app can write anything to its worker's channel, and Node
 * throws in the master on what is no message of its own.
 */
export function outliveFaults(logger: Logger): () => void {
  const report = (error: unknown) => {
    const { message, stack } = toProblem(error);
    logger.error(`unexpected fault, serving on: ${stack ?? message}`);
  };
  process.on("uncaughtException", report);
  return () => void process.off("uncaughtException", report);
}
