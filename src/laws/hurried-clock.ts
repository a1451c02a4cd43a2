/** A clock that runs faster than the world, for promises about long times. */

import { type Clock, millis, systemClock } from "../core/index.ts";

/** How much faster. More would take the pauses of a busy machine for those of a slow client. */
export const hurry = 10;

/** The system's clock, hurried. */
export function createHurriedClock(): Clock {
  return {
    now: () => systemClock.now() * hurry,
    after: (delay, wake) => systemClock.after(millis(delay / hurry), wake),
    sleep: (delay) => systemClock.sleep(millis(delay / hurry)),
  };
}
