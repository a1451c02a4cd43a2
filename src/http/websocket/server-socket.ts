/** The server's end of a WebSocket, made of the class of the package `ws`, which is loaded when the first one is wanted. */

import { createRequire } from "node:module";
import type { Socket } from "node:net";
import type { IncomingMessage } from "node:http";
import type { ServerOptions, WebSocket as WsWebSocket, WebSocketServer } from "ws";
import type { ServedWebSocket } from "./served-web-socket.ts";

/** What the socket is told about itself. */
export interface SocketTraits {
  /** What `socket.url` says. */
  readonly url: string;
  readonly protocol: string | undefined;
  readonly maxPayload: number;
  readonly perMessageDeflate: boolean;
  /** Hears what a listener of the app throws. */
  onError(error: unknown): void;
}

/** The connection that is to speak WebSocket: the request, its socket, and what has arrived behind the request's head. */
export interface UpgradePlace {
  readonly incoming: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
}

/** A socket that waits for its connection. */
export interface WaitingSocket {
  readonly socket: ServedWebSocket;
  /** Writes the answer with these further lines, and opens the socket; false when it cannot be opened. */
  open(place: UpgradePlace, lines: readonly string[]): boolean;
  /** There will be no connection: the socket closes with 1006. */
  abandon(): void;
}

interface Ws {
  readonly WebSocket: typeof WsWebSocket;
  readonly WebSocketServer: typeof WebSocketServer;
}

/** How long a peer may take to answer a close frame. */
const closeTimeout = 10_000;

/** Makes a socket that waits. */
export function createWaitingSocket(traits: SocketTraits): WaitingSocket {
  const { WebSocketServer, ServerSocket } = (loaded ??= load());
  const { protocol, maxPayload, perMessageDeflate } = traits;
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    maxPayload,
    perMessageDeflate,
    handleProtocols: () => protocol ?? false,
    closeTimeout,
  };
  const server = new WebSocketServer(options);
  const socket = new ServerSocket(server.options, traits);
  // The app has its socket before there is a connection; `ws` makes its own when there is one.
  server.options.WebSocket = function take() {
    return socket;
  } as unknown as typeof WsWebSocket;
  return {
    socket: socket as unknown as ServedWebSocket,
    open(place, lines) {
      server.once("headers", (fields) => void fields.push(...lines));
      place.socket.setDefaultEncoding("latin1"); // as fields are written, where `ws` would take UTF-8
      server.handleUpgrade(place.incoming, place.socket, place.head, () => {});
      place.socket.setDefaultEncoding("utf8");
      if (socket.readyState !== socket.CONNECTING) return true;
      socket.emitClose();
      return false;
    },
    abandon: () => socket.emitClose(),
  };
}

let loaded: ReturnType<typeof load> | undefined;

function load() {
  const ws = createRequire(import.meta.url)("ws") as Ws;
  return { WebSocketServer: ws.WebSocketServer, ServerSocket: defineServerSocket(ws.WebSocket) };
}

/** What the class of `ws` takes for a server's end, and how it is told that there is no connection. */
type OpenedByServer = new (
  address: null,
  protocols: undefined,
  options: ServerOptions,
) => WsWebSocket & { emitClose(): void };

function defineServerSocket(WebSocket: typeof WsWebSocket) {
  return class ServerSocket extends (WebSocket as unknown as OpenedByServer) {
    readonly #traits: SocketTraits;

    constructor(options: ServerOptions, traits: SocketTraits) {
      super(null, undefined, options);
      this.#traits = traits;
      this.binaryType = "arraybuffer";
      // `ws` knows none for a server's end, and the protocol only when it is open.
      const { url, protocol = "" } = traits;
      Object.defineProperties(this, { url: { value: url }, protocol: { value: protocol } });
      // What a peer does wrong closes its socket; without a listener it would end the process.
      this.on("error", () => {});
    }

    override emit(...event: Parameters<WsWebSocket["emit"]>): boolean {
      try {
        return super.emit(...event);
      } catch (error) {
        this.#traits.onError(error);
        if (this.readyState === this.OPEN) this.close(1011);
        return true;
      }
    }

    /** Closing what is not open yet opens it first: the client hears the code. */
    override close(code?: number, reason?: string | Buffer): void {
      if (this.readyState !== this.CONNECTING) return super.close(code, reason);
      this.once("open", () => super.close(code, reason));
    }

    override terminate(): void {
      if (this.readyState !== this.CONNECTING) return super.terminate();
      this.once("open", () => super.terminate());
    }
  };
}
