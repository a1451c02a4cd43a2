/**
 * The listening sockets, which outlive every worker. The master binds them and never accepts: a worker
 * inherits the descriptor and listens, so that connections wait in the kernel's queue while workers change.
 * `net._createServerHandle` is what node:cluster itself binds with; this file is the only one that knows it.
 */

import { fstatSync } from "node:fs";
import net from "node:net";
import { getSystemErrorName } from "node:util";
import { formatListenAddress, type ListenAddress, type TcpAddress } from "../../core/index.ts";
import { socketErrors } from "./errors.ts";

/** A socket that is bound; workers inherit `fd`. */
export interface BoundSocket {
  /** The real address, with the port that the system chose for 0. */
  readonly address: ListenAddress;
  readonly fd: number;
  /** The socket's inode: how a worker knows that it inherited this one and no other. */
  readonly inode: number;
  /** The one worker that it is for; absent when all of them share it. */
  readonly worker?: number;
  /** The file of a unix socket that we have made. */
  readonly file?: string;
  /** Closes the descriptor; connections are refused once the last worker has closed its own. */
  close(): void;
}

/** What Node keeps a socket in; only TCP's can be asked for names. */
interface Handle {
  readonly fd: number;
  getsockname?(out: Record<string, unknown>): number;
  getpeername?(out: Record<string, unknown>): number;
  close(): void;
}

type CreateServerHandle = (
  address: string | null,
  port: number,
  addressType: number,
  fd: number | undefined,
  flags: number,
) => Handle | number;

/** UV_TCP_IPV6ONLY: an IPv6 socket leaves IPv4 to a socket of its own. */
const ipv6Only = 1;

/** UV_TCP_REUSEPORT: SO_REUSEPORT, where the system spreads connections over those who have it. */
const reusesPort = 2;

/** A failed bind with the system's code, e.g. `EADDRINUSE`. */
export class BindError extends Error {
  readonly code: string;

  constructor(code: string, address: string) {
    super(`bind ${address}: ${code}`);
    this.code = code;
  }
}

/** Binds a literal IP address and port, for us alone or `shared` with other masters; throws `BindError`. */
export function bindTcp(address: TcpAddress, shared = false): BoundSocket {
  const family = net.isIPv6(address.host) ? 6 : 4;
  const flags = (family === 6 ? ipv6Only : 0) | (shared ? reusesPort : 0);
  const handle = createHandle(address, [address.host, address.port, family, undefined, flags]);
  const bound: Record<string, unknown> = {};
  // A busy port yields a handle without an error; only the socket's name tells whether the bind took place.
  const status = handle.getsockname?.(bound) ?? 0;
  if (status !== 0) {
    handle.close();
    throw new BindError(getSystemErrorName(status), formatListenAddress(address));
  }
  return toBoundSocket(handle, { kind: "tcp", host: address.host, port: Number(bound["port"]) });
}

/** Binds a unix socket's path as it is; a leading NUL is Linux's abstract namespace. Throws `BindError`. */
export function bindPath(path: string): BoundSocket {
  const address: ListenAddress = { kind: "unix", path };
  return toBoundSocket(createHandle(address, [path, -1, -1, undefined, 0]), address);
}

/** A descriptor that we did not bind: its TCP address, or undefined for a unix socket. */
interface OpenedDescriptor {
  readonly handle: Pick<Handle, "close">;
  readonly address: TcpAddress | undefined;
  readonly isConnected: boolean;
}

/** Opens a descriptor that somebody else has bound; undefined where it is no stream socket. */
export function openDescriptor(fd: number): OpenedDescriptor | undefined {
  const handle = creator()(null, 0, -1, fd, 0);
  if (typeof handle === "number") return undefined;
  const bound: Record<string, unknown> = {};
  if (handle.getsockname?.(bound) !== 0) return { handle, address: undefined, isConnected: false };
  const { address, port } = bound;
  return {
    handle,
    address: { kind: "tcp", host: String(address), port: Number(port) },
    isConnected: handle.getpeername?.({}) === 0,
  };
}

/** True if the descriptor is the very socket that the master bound. */
export function isSameSocket(fd: number, inode: number): boolean {
  try {
    const stats = fstatSync(fd);
    return stats.isSocket() && stats.ino === inode;
  } catch {
    return false;
  }
}

/** Throws `BIND_UNSUPPORTED` on a runtime whose handles cannot be bound without listening. */
export function assertBindable(): void {
  const probe = bindTcp({ kind: "tcp", host: "127.0.0.1", port: 0 });
  const usable = probe.fd > 2 && isSameSocket(probe.fd, probe.inode);
  probe.close();
  if (!usable) throw unsupported();
}

function createHandle(address: ListenAddress, args: Parameters<CreateServerHandle>): Handle {
  const handle = creator()(...args);
  if (typeof handle === "number") {
    throw new BindError(getSystemErrorName(handle), formatListenAddress(address));
  }
  return handle;
}

function creator(): CreateServerHandle {
  const create = (net as unknown as { _createServerHandle?: CreateServerHandle })
    ._createServerHandle;
  if (create === undefined) throw unsupported();
  return create;
}

function toBoundSocket(handle: Handle, address: ListenAddress): BoundSocket {
  const { fd } = handle;
  if (!Number.isInteger(fd) || fd < 0) throw unsupported();
  return { address, fd, inode: fstatSync(fd).ino, close: () => handle.close() };
}

function unsupported(): Error {
  return socketErrors.fail.BIND_UNSUPPORTED({ runtime: `Node ${process.versions.node}` });
}
