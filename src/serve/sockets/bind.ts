/** From written addresses to bound sockets: names, both loopbacks, both families on one number, stale files. */

import { chmodSync, lstatSync, renameSync, rmSync, statSync } from "node:fs";
import dns from "node:dns/promises";
import net from "node:net";
import { basename, dirname, join } from "node:path";
import {
  type Clock,
  formatListenAddress,
  LandfallError,
  type ListenAddress,
  type Millis,
  millis,
  toMessage,
} from "../../core/index.ts";
import { socketErrors } from "./errors.ts";
import { BindError, bindPath, bindTcp, type BoundSocket } from "./bound-socket.ts";

/** How the sockets are to be bound. */
export interface BindOptions {
  readonly clock: Clock;
  /** Permission bits of unix sockets. */
  readonly unixMode: number;
  /** How long a taken address is tried again, e.g. while workers of a dead master leave. */
  readonly patience: Millis;
  /** Other programs of ours may bind the same ports. */
  readonly reusePort?: boolean;
}

/** The longest path that fits a socket address on Linux (108 bytes with its NUL; see unix(7)). */
const longestPath = 107;
/** How often a free number for both families is looked for before giving up. */
const portTries = 20;
const retryPause = millis(50);

/** Binds every address, or none: what was bound is closed again when one fails. */
export async function bindAll(
  addresses: readonly ListenAddress[],
  options: BindOptions,
): Promise<readonly BoundSocket[]> {
  const bound: BoundSocket[] = [];
  try {
    for (const address of addresses) bound.push(...(await bindPatiently(address, options)));
    return bound;
  } catch (error) {
    for (const socket of bound) socket.close();
    throw error;
  }
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

async function bindPatiently(
  address: ListenAddress,
  options: BindOptions,
): Promise<readonly BoundSocket[]> {
  const { reusePort = false } = options;
  const until = options.clock.now() + options.patience;
  for (;;) {
    try {
      return address.kind === "unix"
        ? [await bindUnix(address.path, options.unixMode)]
        : bindHosts(await hostsOf(address.host), { port: address.port, reusePort });
    } catch (error) {
      if (!isBusy(error) || options.clock.now() >= until) {
        throw explainListenError(error, formatListenAddress(address));
      }
    }
    await options.clock.sleep(retryPause);
  }
}

/** Binds all hosts on one number; for port 0 the system's choice for the first must be free for the others. */
function bindHosts(hosts: readonly Host[], { port, reusePort }: PortPlan): readonly BoundSocket[] {
  for (let tries = 1; ; tries += 1) {
    const bound: BoundSocket[] = [];
    try {
      for (const host of hosts)
        bound.push(...bindHost(host, { port: firstPort(bound) ?? port, reusePort }));
      return bound;
    } catch (error) {
      for (const socket of bound) socket.close();
      if (port !== 0 || bound.length === 0 || tries === portTries) throw error;
    }
  }
}

interface PortPlan {
  readonly port: number;
  readonly reusePort: boolean;
}

interface Host {
  readonly address: string;
  /** A machine without this family does without it. */
  readonly optional: boolean;
}

async function hostsOf(host: string): Promise<readonly Host[]> {
  const both = (first: string, second: string) => [
    { address: first, optional: false },
    { address: second, optional: true },
  ];
  if (host === "localhost") return both("127.0.0.1", "::1");
  if (host === "*") return both("0.0.0.0", "::");
  if (net.isIP(host) !== 0) return [{ address: host, optional: false }];
  const { address } = await dns.lookup(host);
  return [{ address, optional: false }];
}

function bindHost(host: Host, { port, reusePort }: PortPlan): readonly BoundSocket[] {
  try {
    return [bindTcp({ kind: "tcp", host: host.address, port }, reusePort)];
  } catch (error) {
    const absent = ["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"];
    if (host.optional && error instanceof BindError && absent.includes(error.code)) return [];
    throw error;
  }
}

function firstPort(bound: readonly BoundSocket[]): number | undefined {
  const address = bound[0]?.address;
  return address?.kind === "tcp" ? address.port : undefined;
}

/** Binds under a temporary name, sets the mode, renames: nobody sees a socket with the wrong permissions. */
async function bindUnix(path: string, mode: number): Promise<BoundSocket> {
  if (path.startsWith("@")) return renamed(bindPath(`\0${path.slice(1)}`), path, () => {});
  const temporary = join(
    dirname(path),
    `.${process.pid.toString(36)}.${basename(path).slice(0, 8)}`,
  );
  assertShort(path);
  assertShort(temporary);
  // libuv reports a folder that does not exist as EACCES.
  statSync(dirname(path));
  await assertVacant(path);
  const before = process.umask(0o177);
  let socket: BoundSocket;
  try {
    socket = bindPath(temporary);
  } finally {
    process.umask(before);
  }
  chmodSync(temporary, mode);
  renameSync(temporary, path);
  const own = identifySocket(path);
  return { ...renamed(socket, path, () => removeOwn(path, own)), file: path };
}

/** Removes a socket file of ours unless somebody else has put another one in its place. */
export function removeOwn(path: string, own: string | undefined): void {
  try {
    if (identifySocket(path) === own) rmSync(path, { force: true });
  } catch {
    // A user that we have become since may not write to the folder; the next start replaces the file.
  }
}

function renamed(socket: BoundSocket, path: string, cleanUp: () => void): BoundSocket {
  return { ...socket, address: { kind: "unix", path }, close: () => (cleanUp(), socket.close()) };
}

function assertShort(path: string): void {
  if (Buffer.byteLength(path) <= longestPath) return;
  throw socketErrors.fail.SOCKET_PATH_TOO_LONG({ path, limit: longestPath });
}

/** A socket that nobody answers on is replaced; anything else at the path is refused. */
async function assertVacant(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw socketErrors.fail.SOCKET_PATH_NOT_A_SOCKET({ path });
  if (await isAnswered(path)) throw new BindError("EADDRINUSE", `unix:${path}`);
}

function isBusy(error: unknown): boolean {
  return error instanceof BindError && error.code === "EADDRINUSE";
}

/** The system's refusal to bind or listen in our words; ours pass through. */
export function explainListenError(error: unknown, address: string): unknown {
  if (error instanceof LandfallError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const { fail } = socketErrors;
  if (code === "ENOTSUP") return fail.REUSE_PORT_UNSUPPORTED({ address }, error);
  if (code === "EADDRINUSE") return fail.PORT_IN_USE({ address }, error);
  if (code === "EACCES" || code === "EPERM") return fail.PORT_NOT_PERMITTED({ address }, error);
  return fail.ADDRESS_UNAVAILABLE({ address, reason: toMessage(error) }, error);
}
