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

/** Starts the clients against one address. */
export function startLoad(address: ListenAddress, tally: Tally, size: LoadSize = fullLoad): Load {
  const controller = new AbortController();
  const clients: Client[] = [
    ...Array.from({ length: size.posting }, (_, index) =>
      createPostingClient(`post${index}`, address, tally),
    ),
    ...Array.from({ length: size.getting }, (_, index) =>
      createGettingClient(`get${index}`, address, tally),
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
