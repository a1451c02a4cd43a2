/** The load of the proof: half of the clients post on new connections, half get on kept ones. */

import type { ListenAddress } from "../../src/core/index.ts";
import { createGettingClient } from "./getting-client.ts";
import { createPostingClient, type Client } from "./posting-client.ts";
import type { Tally } from "./tally.ts";

/** How many clients of each kind. */
export interface LoadSize {
  readonly posting: number;
  readonly getting: number;
}

/** Clients that run. */
export interface Load {
  /** Lets each client finish its request, then resolves. */
  stop(): Promise<void>;
}

/** What the issue asks for: 24 clients. */
export const fullLoad: LoadSize = { posting: 12, getting: 12 };

/** Starts the clients against one address, or spread over several. */
export function startLoad(
  to: ListenAddress | readonly [ListenAddress, ...ListenAddress[]],
  tally: Tally,
  size: LoadSize = fullLoad,
): Load {
  const controller = new AbortController();
  const addresses = "kind" in to ? ([to] as const) : to;
  const at = (index: number) => addresses[index % addresses.length] ?? addresses[0];
  const clients: Client[] = [
    ...Array.from({ length: size.posting }, (_, index) =>
      createPostingClient(`post${index}`, at(index), tally),
    ),
    ...Array.from({ length: size.getting }, (_, index) =>
      createGettingClient(`get${index}`, at(index), tally),
    ),
  ];
  const running = Promise.all(clients.map((client) => client.run(controller.signal)));
  return {
    async stop() {
      controller.abort();
      await running;
    },
  };
}
