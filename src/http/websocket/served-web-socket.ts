/** What an app gets from `context.upgrade()`: a WebSocket, and the answer that opens it (RFC 6455). */

/** What can be sent: a text, bytes, or a Blob. */
type WebSocketData = Parameters<WebSocket["send"]>[0];

/**
 * The server's end of a WebSocket: the standard interface, and what a server needs beyond that. It is CONNECTING until
 * the handler has returned the answer; `open` follows. Binary messages are `ArrayBuffer`s unless `binaryType` says otherwise.
 * A listener that throws ends this socket with 1011 and is reported; it does not end the process.
 */
export interface ServedWebSocket extends WebSocket {
  /** Sends a message; `onSent` hears when the system has taken it, or why it could not. */
  send(data: WebSocketData, onSent?: (error?: Error) => void): void;
  /** Asks for a pong. The server sends pings by itself; see `UpgradeOptions.pingInterval`. */
  ping(data?: string | Uint8Array): void;
  /** Sends a pong that nobody has asked for; pings are answered without it. */
  pong(data?: string | Uint8Array): void;
  /** Cuts the connection without a closing handshake. */
  terminate(): void;
  /** Stops reading, so that a client that is too fast has to wait. */
  pause(): void;
  /** Reads on. */
  resume(): void;
  readonly isPaused: boolean;
}

/** How a WebSocket is opened. */
export interface UpgradeOptions {
  /**
   * Subprotocols that the app speaks, best first; the first one that the client offers is chosen and is
   * `socket.protocol`. Without a common one none is named, and a client that wanted one leaves.
   */
  readonly protocols?: readonly string[];
  /**
   * Origins of pages that may connect, besides the app's own: `https://app.example.com`, or `any`. A browser lets every
   * page of the web open a WebSocket here with the visitor's cookies, so any other page is refused with 403. A client that
   * sends no Origin is no browser, and may connect.
   */
  readonly origins?: readonly string[] | "any";
  /** Bytes of a message at most, else the socket is closed with 1009; `--max-message` by default, 0 for any. */
  readonly maxPayload?: number;
  /**
   * Milliseconds between pings, which find peers that are gone and keep proxies from cutting a quiet connection: a peer
   * that sends nothing between two of them is cut. 30,000 by default, 0 for never.
   */
  readonly pingInterval?: number;
  /** Compress messages (RFC 7692), which costs memory and time for each connection; off by default. */
  readonly perMessageDeflate?: boolean;
}

/** A WebSocket and the answer that opens it. */
export interface WebSocketUpgrade {
  readonly socket: ServedWebSocket;
  /**
   * What the handler returns. Fields that are set on it, or on a copy, are sent. Its status is 204, as no copy could be
   * made of a 101; the client gets 101.
   */
  readonly response: Response;
}
