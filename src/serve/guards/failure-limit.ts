/** How often somebody may be wrong about a secret: so often a minute for each client, and for all of them together. */

import { parseIpAddress, type Millis, millis } from "../../core/index.ts";

const window: Millis = millis(60_000);
const mostOfOne = 10;
const mostOfAll = 100;
/** Addresses that are remembered; the oldest goes first. */
const mostClients = 1_000;

interface Count {
  readonly since: number;
  readonly failures: number;
}

/** Counts in the memory of one process. */
export class FailureLimit {
  readonly #now: () => number;
  readonly #clients = new Map<string, Count>();
  #all: Count = { since: 0, failures: 0 };

  /** `now`: monotonic milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds until this client may try again; 0 for at once. This machine is not kept out by what others do. */
  waitOf(address: string, isLocal: boolean): number {
    const own = this.#left(this.#clients.get(toNetwork(address)), mostOfOne);
    return isLocal ? own : Math.max(own, this.#left(this.#all, mostOfAll));
  }

  /** Somebody was wrong. */
  fail(address: string): void {
    const key = toNetwork(address);
    const count = this.#next(this.#clients.get(key));
    this.#clients.delete(key);
    this.#clients.set(key, count);
    this.#all = this.#next(this.#all);
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > mostClients && oldest !== undefined) this.#clients.delete(oldest);
  }

  /** Somebody was right. */
  succeed(address: string): void {
    this.#clients.delete(toNetwork(address));
  }

  #next(count: Count | undefined): Count {
    const now = this.#now();
    if (count === undefined || now - count.since >= window) return { since: now, failures: 1 };
    return { since: count.since, failures: count.failures + 1 };
  }

  #left(count: Count | undefined, most: number): number {
    if (count === undefined || count.failures < most) return 0;
    return Math.max(0, count.since + window - this.#now());
  }
}

/** Whoever has one IPv6 address has the 2^64 of its network. */
function toNetwork(address: string): string {
  const ip = parseIpAddress(address);
  if (ip?.family !== "ipv6") return address;
  const [head = "", tail] = ip.text.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(8 - first.length - last.length).fill("0");
  return [...first, ...zeros, ...last].slice(0, 4).join(":");
}
