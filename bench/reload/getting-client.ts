/** A client that keeps its connection and asks every 2 ms, until the server announces or makes an end of it. */

import { setTimeout as pause } from "node:timers/promises";

import type { ListenAddress } from "../../src/core/index.ts";
import { Connection } from "./connection.ts";
import { answerLimit, type Client } from "./posting-client.ts";
import { readTold, type Tally } from "./tally.ts";

const pauseBetween = 2;

interface Kept {
  readonly connection: Connection;
  readonly version: number;
}

/** A client that gets again and again on a kept connection. */
export function createGettingClient(name: string, address: ListenAddress, tally: Tally): Client {
  let kept: Kept | undefined;
  const open = (): Kept => ({
    connection: new Connection(address, tally.countPort),
    version: tally.promised,
  });
  return {
    name,
    async run(signal) {
      for (let count = 0; !signal.aborted; count += 1) {
        try {
          kept = stillOpen(kept, tally) ?? open();
          kept = await getOnce(kept, `${name}-${count}`, tally);
        } catch (error) {
          kept?.connection.close();
          kept = undefined;
          tally.lost(name, error);
        }
        await pause(pauseBetween);
      }
      kept?.connection.close();
    },
  };
}

/** The kept connection, unless the server ended it in order while it was idle; a reset is a loss. */
function stillOpen(kept: Kept | undefined, tally: Tally): Kept | undefined {
  const ending = kept?.connection.ending;
  if (kept === undefined || ending === undefined) return kept;
  kept.connection.close();
  if (ending.kind === "error") throw kept.connection.failure("reset", `${ending.code} while idle`);
  tally.idleEnds += 1;
  return undefined;
}

async function getOnce(kept: Kept, token: string, tally: Tally): Promise<Kept | undefined> {
  const startedAt = performance.now();
  const request = `GET / HTTP/1.1\r\nhost: proof\r\nx-token: ${token}\r\n\r\n`;
  const answer = await kept.connection.exchange([request], answerLimit);
  const told = readTold(answer, kept.connection, { token, version: kept.version });
  tally.answered(told, startedAt);
  if (answer.headers.get("connection") !== "close") return kept;
  kept.connection.close();
  return undefined;
}
