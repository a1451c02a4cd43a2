/**
 * How many connections wait to be accepted: the best sign that the workers are too few. Linux tells it of TCP sockets
 * in /proc/net/tcp and tcp6 (proc_pid_net(5)), where a listening socket's rx_queue is the length of its queue.
 */

import { type FileHandle, open } from "node:fs/promises";
import type { BoundSocket } from "./bound-socket.ts";

const tables = ["/proc/self/net/tcp", "/proc/self/net/tcp6"] as const;
const chunkSize = 65_536;

/** Lengths of the queues by the sockets' inodes, as far as they can be known; only sockets that are listened on have one. */
export async function readAcceptQueues(
  sockets: readonly Pick<BoundSocket, "inode" | "address">[],
): Promise<ReadonlyMap<number, number>> {
  const asked = new Set(
    sockets.flatMap(({ inode, address }) => (address.kind === "tcp" ? [inode] : [])),
  );
  if (asked.size === 0) return new Map();
  const texts = await Promise.all(tables.map(readListening));
  const known = texts.flatMap(parseListening).filter(([inode]) => asked.has(inode));
  return new Map(known);
}

/** Inode and length of the queue of each listening socket in a table. */
export function parseListening(table: string): readonly (readonly [number, number])[] {
  return table.split("\n").flatMap((line) => {
    const match = listeningLine.exec(line);
    if (match === null) return [];
    return [[Number(match[2]), Number.parseInt(match[1] ?? "0", 16)] as const];
  });
}

/** `sl: local remote st tx:rx tr:when retrnsmt uid timeout inode …`, all before uid in hexadecimal. */
const listeningLine =
  /^\s*\d+: \S+ \S+ 0A [0-9A-F]+:([0-9A-F]+) \S+ \S+\s+\d+\s+\d+\s+(\d+)(?:\s|$)/;
const otherLine = /^\s*\d+: \S+ \S+ (?!0A)/m;

/** The kernel lists those that listen first; the rest may be a line for each of very many connections. */
async function readListening(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const chunk = Buffer.alloc(chunkSize);
    let text = "";
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkSize);
      text += chunk.toString("latin1", 0, bytesRead);
      if (bytesRead === 0 || otherLine.test(text)) return text;
    }
  } catch {
    return ""; // no Linux, or no /proc
  } finally {
    await file?.close();
  }
}
