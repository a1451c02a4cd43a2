/** Takes over a socket that somebody else has bound: looks at what the descriptor really is before it is believed. */

import { fstatSync, readFileSync } from "node:fs";
import type { ListenAddress } from "../../core/index.ts";
import { socketErrors } from "./errors.ts";
import { type BoundSocket, isSameSocket, openDescriptor } from "./bound-socket.ts";
import { parseUnixSockets } from "./unix-table.ts";

/** Checks and takes one descriptor; throws `DESCRIPTOR_UNUSABLE`. Its file, if it has one, stays its owner's. */
export function adoptDescriptor(fd: number): BoundSocket {
  const inode = inodeOf(fd);
  const { handle, address, isConnected } =
    openDescriptor(fd) ?? refuse(fd, "it is no stream socket");
  if (isConnected) refuse(fd, "it is one client's connection");
  const close = () => handle.close();
  if (address !== undefined) return { address, fd, inode, close };
  const row = parseUnixSockets(readUnixTable()).find((candidate) => candidate.inode === inode);
  if (row?.state === "connected") refuse(fd, "it is one client's connection");
  return { address: { kind: "unix", path: row?.path ?? `fd:${fd}` }, fd, inode, close };
}

/**
 * Takes a socket from the master that bound it and says its address: a unix socket was renamed after that, so the system
 * knows it by another name. Throws `DESCRIPTOR_UNUSABLE` when it is not that very socket.
 */
export function adoptOffered(
  fd: number,
  { address, inode }: { readonly address: ListenAddress; readonly inode: number },
): BoundSocket {
  if (!isSameSocket(fd, inode)) refuse(fd, "it is not the socket that the master has bound");
  const { handle } = openDescriptor(fd) ?? refuse(fd, "it is no stream socket");
  return { address, fd, inode, close: () => handle.close() };
}

function inodeOf(fd: number): number {
  try {
    const stats = fstatSync(fd);
    return stats.isSocket() ? stats.ino : refuse(fd, "it is no socket");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EBADF") throw error;
    return refuse(fd, "it is not open");
  }
}

/** Only Linux has the table; elsewhere a unix socket's path stays unknown. */
function readUnixTable(): string {
  try {
    return readFileSync("/proc/net/unix", "utf8");
  } catch {
    return "";
  }
}

function refuse(fd: number, reason: string): never {
  throw socketErrors.fail.DESCRIPTOR_UNUSABLE({ fd, reason });
}
