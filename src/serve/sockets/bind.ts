/** From written addresses to bound sockets: names, both loopbacks, both families on one number. */

import dns from "node:dns/promises";
import net from "node:net";
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
import { bindUnix } from "./bind-unix.ts";
import { BindError, bindTcp, type BoundSocket } from "./bound-socket.ts";

/** How the sockets are to be bound. */
export interface BindOptions {
  readonly clock: Clock;
  /** Permission bits of unix sockets. */
  readonly unixMode: number;
  /** How long a taken address is tried again, e.g. while workers of a dead master leave. */
  readonly patience: Millis;
  /** Other programs of ours may bind the same ports. */
  readonly reusePort?: boolean;
  /** What is bound already; an address that would stand in its way is refused. */
  readonly beside?: readonly BoundSocket[];
}

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
    for (const address of addresses) {
      const wanted = await resolveHosts(address);
      assertNew(wanted, [...(options.beside ?? []), ...bound], address);
      bound.push(...(await bindPatiently(wanted, address, options)));
    }
    return bound;
  } catch (error) {
    for (const socket of bound) socket.close();
    throw error;
  }
}

async function bindPatiently(
  wanted: Wanted,
  address: ListenAddress,
  options: BindOptions,
): Promise<readonly BoundSocket[]> {
  const { reusePort = false } = options;
  const until = options.clock.now() + options.patience;
  for (;;) {
    try {
      return wanted.kind === "unix"
        ? [await bindUnix(wanted.path, options.unixMode)]
        : bindHosts(wanted.hosts, { port: wanted.port, reusePort });
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

/** An address whose name was looked up. */
type Wanted =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp"; readonly hosts: readonly Host[]; readonly port: number };

async function resolveHosts(address: ListenAddress): Promise<Wanted> {
  if (address.kind === "unix") return address;
  const { host, port } = address;
  const hosts = await hostsOf(host).catch((error: unknown) => {
    throw explainListenError(error, formatListenAddress(address));
  });
  return { kind: "tcp", hosts, port };
}

/** Linux binds an address twice while nobody listens; only the workers would find out, and blame somebody else. */
function assertNew(wanted: Wanted, bound: readonly BoundSocket[], written: ListenAddress): void {
  const twin = bound.find(({ address }) => {
    if (wanted.kind === "unix") return address.kind === "unix" && address.path === wanted.path;
    if (address.kind === "unix" || address.port !== wanted.port) return false;
    return wanted.hosts.some((host) => overlap(host.address, address.host));
  });
  if (twin === undefined) return;
  const facts = { address: formatListenAddress(written), other: formatListenAddress(twin.address) };
  throw socketErrors.fail.ADDRESS_TWICE(facts);
}

function overlap(one: string, other: string): boolean {
  const isWild = [one, other].some((host) => host === "0.0.0.0" || host === "::");
  return net.isIP(one) === net.isIP(other) && (isWild || one === other);
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
