/** Opens listeners on node:net servers and says where they really listen. */

import { once } from "node:events";
import type { Server } from "node:net";
import { formatListenAddress, type ListenAddress, type TcpAddress } from "../../../core/index.ts";
import type { Listener } from "../contract.ts";
import { engineErrors } from "../errors.ts";

/** Listens; rejects with the system's error as it is. The address has the port that the system chose. */
export async function listen(
  server: Server,
  listener: Listener,
  backlog: number,
): Promise<ListenAddress> {
  const listening = once(server, "listening");
  openListener(server, listener, backlog);
  await listening;
  return resolveAddress(server, listener);
}

function openListener(server: Server, listener: Listener, backlog: number): void {
  switch (listener.kind) {
    case "descriptor":
      // node:net reads the backlog of a descriptor from the second argument only; in the object it is ignored.
      return void server.listen({ fd: listener.fd }, backlog);
    case "unix":
      return void server.listen({ path: listener.path, backlog });
    case "tcp": {
      const { port } = listener;
      // Without a host Node takes `::` for both families, and 0.0.0.0 where there is no IPv6.
      return void server.listen(
        listener.host === "*" ? { port, backlog } : { port, backlog, host: listener.host },
      );
    }
    default:
      listener satisfies never;
  }
}

function resolveAddress(server: Server, listener: Listener): ListenAddress {
  const announced = listener.kind === "descriptor" ? listener.address : listener;
  const bound = server.address();
  if (announced.kind === "unix" || bound === null || typeof bound === "string") return announced;
  const actual: TcpAddress = { kind: "tcp", host: bound.address, port: bound.port };
  if (announced.port !== 0 && announced.port !== actual.port) {
    throw engineErrors.fail.LISTENER_MISMATCH({
      announced: formatListenAddress(announced),
      actual: formatListenAddress(actual),
    });
  }
  return actual;
}
