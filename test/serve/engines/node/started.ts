/** Starts engine `node` for a test and keeps what it reports. */

import { millis } from "../../../../src/core/index.ts";
import type { Handler } from "../../../../src/http/index.ts";
import {
  type Listener,
  node,
  type RunningServer,
  type ServerOptions,
} from "../../../../src/serve/engines/index.ts";

/** A server under test, its first address and the errors it has reported. */
export interface Started extends AsyncDisposable {
  readonly server: RunningServer;
  readonly address: RunningServer["addresses"][number];
  readonly errors: string[];
}

/** Any free port of the IPv4 loopback. */
export const loopback: Listener = { kind: "tcp", host: "127.0.0.1", port: 0 };

/** Starts the engine; the linger is short. */
export async function start(
  handler: Handler,
  listeners: readonly Listener[] = [loopback],
  options: Partial<ServerOptions> = {},
): Promise<Started> {
  const errors: string[] = [];
  const server = await node.start(handler, listeners, {
    worker: 0,
    backlog: 511,
    lingerTimeout: millis(150),
    native: true,
    onError: (error) => void errors.push(String(error)),
    ...options,
  });
  const [address] = server.addresses;
  if (address === undefined) throw new Error("the server listens nowhere");
  return { server, address, errors, [Symbol.asyncDispose]: () => server.close() };
}
