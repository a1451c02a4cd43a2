/** A node:http server that believes it listens: events, `listening`, `address()` and `close()` are as if it did. */

import { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Makes one server believe it; Landfall listens in its place, and its `close()` closes nothing. */
export function pretendListening(
  server: Server,
  address: AddressInfo | string,
  callback: (() => void) | undefined,
): void {
  let isOpen = true;
  const own = { configurable: true, writable: true };
  Object.defineProperties(server, {
    listening: { configurable: true, get: () => isOpen },
    address: { ...own, value: () => (isOpen ? address : null) },
    close: {
      ...own,
      value(done?: (error?: Error) => void): Server {
        if (!isOpen) return Server.prototype.close.call(server, done);
        isOpen = false;
        if (done !== undefined) server.once("close", () => done());
        return Server.prototype.close.call(server); // there is no handle, so it only tells who asked
      },
    },
  });
  if (callback !== undefined) server.once("listening", callback);
  process.nextTick(() => {
    if (isOpen) server.emit("listening");
  });
}
