/** Unix sockets (unix(7)): one owner a path, the right mode from the first moment, stale files replaced. */

import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, lstatSync, rmSync, statSync } from "node:fs";
import net from "node:net";
import { dirname, join } from "node:path";
import { socketErrors } from "./errors.ts";
import { BindError, bindPath, type BoundSocket } from "./bound-socket.ts";

/** The longest path that fits a socket address on Linux (108 bytes with its NUL). */
const longestPath = 107;

/** Binds the path, or a name that begins with `@`, which has no file; throws `BindError`, or why the path cannot be used. */
export async function bindUnix(path: string, mode: number): Promise<BoundSocket> {
  if (path.startsWith("@")) return toOwned(bindPath(`\0${path.slice(1)}`), path, () => {});
  const temporary = temporaryBeside(path);
  assertShort(path);
  assertShort(temporary);
  // libuv reports a folder that does not exist as EACCES.
  statSync(dirname(path));
  const stale = await findStale(path);
  const socket = bindPrivately(temporary);
  let release = (): void => {};
  try {
    chmodSync(temporary, mode);
    release = holdAlive(temporary);
    const own = identifySocket(temporary);
    claim(temporary, path, stale);
    return { ...toOwned(socket, path, () => (removeOwn(path, own), release())), file: path };
  } catch (error) {
    release();
    socket.close();
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A name in the same folder that nobody else takes, and that is hardly longer than any other. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${randomBytes(6).toString("base64url")}`);
}

/** Which socket has this path, if any; an inode's number alone is soon given to another one. */
export function identifySocket(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isSocket() === true ? `${found.ino} ${found.birthtimeMs}` : undefined;
}

/** True if somebody lives on the unix socket. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path);
    socket.once("connect", () => {
      resolve(true);
      socket.destroy();
    });
    // A full queue, another kind of socket and one that we may not speak to have an owner, too.
    const vacant = ["ECONNREFUSED", "ENOENT"];
    socket.once("error", ({ code = "" }: NodeJS.ErrnoException) => resolve(!vacant.includes(code)));
  });
}

/** The socket at the path that nobody answers on, which is replaced; anything else there is refused. */
async function findStale(path: string): Promise<string | undefined> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isSocket()) throw socketErrors.fail.SOCKET_PATH_NOT_A_SOCKET({ path });
  if (isHeldAlive(path) || (await isAnswered(path))) throw inUse(path);
  return identifySocket(path);
}

/** Nobody sees the socket with the wrong permissions. */
function bindPrivately(path: string): BoundSocket {
  const before = process.umask(0o177);
  try {
    return bindPath(path);
  } finally {
    process.umask(before);
  }
}

/** Gives the socket its name in one step that fails if somebody else was quicker. */
function claim(temporary: string, path: string, stale: string | undefined): void {
  if (stale !== undefined && identifySocket(path) === stale) rmSync(path, { force: true });
  try {
    linkSync(temporary, path);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? inUse(path) : error;
  }
}

/**
 * Until a worker listens, nobody answers on the socket, and a dead master's looks the same. So a living one holds a name
 * that says which socket is its own, in the abstract namespace, where a name dies with its process.
 */
function holdAlive(path: string): () => void {
  const held = bindAliveName(path);
  return () => {
    if (typeof held === "object") held.close();
  };
}

function isHeldAlive(path: string): boolean {
  const held = bindAliveName(path);
  if (typeof held === "object") held.close();
  return held === "EADDRINUSE";
}

/** Undefined on a system without such names. */
function bindAliveName(path: string): BoundSocket | string | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    return bindPath(aliveName(path));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

function aliveName(path: string): string {
  return `\0landfall holds ${lstatSync(path).dev} ${identifySocket(path)}`;
}

/** Removes a socket file of ours unless somebody else has put another one in its place. */
export function removeOwn(path: string, own: string | undefined): void {
  try {
    if (identifySocket(path) === own) rmSync(path, { force: true });
  } catch {
    // A user that we have become since may not write to the folder; the next start replaces the file.
  }
}

function toOwned(socket: BoundSocket, path: string, cleanUp: () => void): BoundSocket {
  return { ...socket, address: { kind: "unix", path }, close: () => (cleanUp(), socket.close()) };
}

function assertShort(path: string): void {
  if (Buffer.byteLength(path) <= longestPath) return;
  throw socketErrors.fail.SOCKET_PATH_TOO_LONG({ path, limit: longestPath });
}

function inUse(path: string): BindError {
  return new BindError("EADDRINUSE", `unix:${path}`);
}
