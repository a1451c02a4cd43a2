/** Clients that are let through, as a person writes them: addresses and networks in CIDR form (RFC 4632). */

import { defineErrors, type ErrorTable } from "./errors.ts";
import { expandTrustedProxy } from "./trusted-proxies.ts";

/** What each error of a written list is told. */
export interface ClientListErrors {
  CLIENT_INVALID: { item: string };
}

/** What can be wrong with a written list. */
export const clientListErrors: ErrorTable<ClientListErrors> = defineErrors<ClientListErrors>({
  CLIENT_INVALID: {
    message: ({ item }) =>
      `expected an address, a network such as 203.0.113.0/24, or private, got ${JSON.stringify(item)}`,
    hint: () =>
      "Write the addresses of the clients to let through; requests from this machine need no listing.",
    exitCode: 2,
  },
});

/** The items of a comma list, each one known to be clients; throws `CLIENT_INVALID` for the first that is not. */
export function parseClientList(text: string): readonly string[] {
  const items = text.split(",").map((item) => item.trim());
  const written = items.filter((item) => item !== "");
  for (const item of written) assertClient(item);
  return written;
}

/** This machine is told from others by more than its address, so `loopback` and `unix` are no clients. */
function assertClient(item: string): void {
  try {
    const isNetwork = expandTrustedProxy(item).every(({ kind }) => kind === "network");
    if (isNetwork && item.toLowerCase() !== "loopback") return;
  } catch (error) {
    throw clientListErrors.fail.CLIENT_INVALID({ item }, error);
  }
  throw clientListErrors.fail.CLIENT_INVALID({ item });
}
