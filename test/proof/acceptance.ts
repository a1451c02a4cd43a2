/** Whether the server had accepted the connection of a lost request, from the ports that the app journaled. */

import type { WorkerJournal } from "../../bench/reload/journal.ts";
import type { Loss } from "../../bench/reload/tally.ts";

/** True when the journals show this very use of the client's port; a port may be used again and again. */
export function wasAccepted({ failure }: Loss, journals: readonly WorkerJournal[]): boolean {
  const { localPort, portUse } = failure.facts;
  const uses = journals.flatMap(({ accepted }) => accepted).filter((port) => port === localPort);
  return localPort !== 0 && uses.length >= portUse;
}
