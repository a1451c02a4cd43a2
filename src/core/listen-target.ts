/** What `--listen` can ask for: an address to bind, or a socket that is handed over, `fd:3` or `fd:NAME`. */

import {
  formatListenAddress,
  type ListenAddress,
  listenAddressErrors,
  parseListenAddress,
} from "./listen-address.ts";

/** A socket from outside, by its descriptor's number or by its name in LISTEN_FDNAMES. */
export interface InheritedTarget {
  readonly kind: "inherited";
  readonly descriptor: number | string;
}

/** An address to bind, or a socket that is there already. */
export type ListenTarget = ListenAddress | InheritedTarget;

/** Reads one target; throws `ADDRESS_INVALID`. */
export function parseListenTarget(text: string): ListenTarget {
  if (!text.startsWith("fd:")) return parseListenAddress(text);
  const descriptor = text.slice("fd:".length);
  // Names are those of sd_listen_fds_with_names(3): printable ASCII without a colon.
  if (!/^[!-9;-~]{1,255}$/.test(descriptor))
    throw listenAddressErrors.fail.ADDRESS_INVALID({ text });
  return {
    kind: "inherited",
    descriptor: /^\d{1,5}$/.test(descriptor) ? Number(descriptor) : descriptor,
  };
}

/** Writes a target so that `parseListenTarget` reads the same one back. */
export function formatListenTarget(target: ListenTarget): string {
  return target.kind === "inherited" ? `fd:${target.descriptor}` : formatListenAddress(target);
}
