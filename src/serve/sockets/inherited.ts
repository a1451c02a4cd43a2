/** Which descriptors a service manager has handed over: sd_listen_fds(3), with its names. */

import { socketErrors } from "./errors.ts";

/** What is known about who we are. */
export interface Recipient {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  /** The process that started us on its own behalf and in its own place, if one did, e.g. to become a daemon. */
  readonly standsFor?: number | undefined;
}

/** One descriptor that was handed over. */
export interface HandedDescriptor {
  readonly fd: number;
  /** From LISTEN_FDNAMES; `unknown` as in sd_listen_fds(3) where there is none. */
  readonly name: string;
}

/** What the environment says: nothing, sockets for us, or sockets for somebody else. */
export type Handover =
  | { readonly kind: "none" }
  | { readonly kind: "ours"; readonly descriptors: readonly HandedDescriptor[] }
  | { readonly kind: "not-ours"; readonly expected: string };

/** The variables that belong to the process they were made for, and to no child of it. */
export const handoverVariables: readonly string[] = [
  "LISTEN_FDS",
  "LISTEN_FDNAMES",
  "LISTEN_PID",
  "LISTEN_PIDFDID",
];

/** The first descriptor that is handed over; see sd_listen_fds(3). */
const first = 3;
/** More than this is no list of sockets but a mistake. */
const most = 1_000;

/** Reads the handover; throws `LISTEN_FDS_INVALID`. */
export function planHandover({ env, pid, standsFor }: Recipient): Handover {
  const { LISTEN_FDS: fds, LISTEN_PID: expected, LISTEN_FDNAMES: names = "" } = env;
  if (fds === undefined || fds === "" || fds === "0" || expected === undefined)
    return { kind: "none" };
  const count = Number(fds);
  if (!/^\d+$/.test(fds) || count > most)
    throw socketErrors.fail.LISTEN_FDS_INVALID({ value: fds });
  if (![String(pid), String(standsFor)].includes(expected)) return { kind: "not-ours", expected };
  const named = names.split(":");
  const descriptors = Array.from({ length: count }, (_, index) => {
    return { fd: first + index, name: named[index] || "unknown" };
  });
  return { kind: "ours", descriptors };
}

/** The descriptors that `fd:3` or `fd:NAME` means; several sockets may bear one name. Throws `DESCRIPTOR_UNKNOWN`. */
export function findDescriptors(handover: Handover, wanted: number | string): readonly number[] {
  if (typeof wanted === "number") return [wanted];
  const handed = handover.kind === "ours" ? handover.descriptors : [];
  const found = handed.filter(({ name }) => name === wanted).map(({ fd }) => fd);
  if (found.length > 0) return found;
  const known = [...new Set(handed.map(({ name }) => name))];
  throw socketErrors.fail.DESCRIPTOR_UNKNOWN({ name: wanted, known });
}
