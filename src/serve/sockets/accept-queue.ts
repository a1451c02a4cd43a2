/**
 * How many connections wait to be accepted: Linux tells it of TCP sockets in /proc/net/tcp and tcp6, where `rx_queue` of a
 * listening one is its backlog (proc_net_tcp in the kernel's documentation). Of unix sockets it does not.
 */

import { closeSync, openSync, readSync } from "node:fs";

/** By the sockets' inodes; empty where the system does not tell. */
export function readAcceptQueues(): ReadonlyMap<number, number> {
  const texts = ["/proc/net/tcp", "/proc/net/tcp6"].map(readBeginning);
  return new Map(texts.flatMap(parseAcceptQueues));
}

/** The inode and the queue of each listening socket in such a table. */
export function parseAcceptQueues(table: string): readonly (readonly [number, number])[] {
  return table.split("\n").flatMap((line) => {
    const [, , , state, queues = "", , , , , inode] = line.trim().split(/\s+/);
    const waiting = Number.parseInt(queues.split(":")[1] ?? "", 16);
    const isListening = state === listening && Number.isInteger(waiting);
    return isListening ? [[Number(inode), waiting] as const] : [];
  });
}

/** TCP_LISTEN of the kernel. */
const listening = "0A";

/** Listening sockets stand first, some 150 bytes each; a busy machine has megabytes of others behind them. */
const longestBeginning = 262_144;

function readBeginning(path: string): string {
  const buffer = Buffer.alloc(longestBeginning);
  let length = 0;
  try {
    const file = openSync(path, "r");
    try {
      for (let read = -1; read !== 0 && length < buffer.length; length += read) {
        read = readSync(file, buffer, length, buffer.length - length, null);
      }
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
  return buffer.toString("latin1", 0, length);
}
