/** The upgrade of one request on node:http: from `context.upgrade()` to the open socket, or to an answer that is none. */

import type { Bytes } from "../../core/index.ts";
import { httpErrors } from "../errors.ts";
import { type Handshake, readHandshake } from "./handshake.ts";
import type { OpenSockets } from "./open-sockets.ts";
import type { UpgradeOptions, WebSocketUpgrade } from "./served-web-socket.ts";
import { createWaitingSocket, type UpgradePlace, type WaitingSocket } from "./server-socket.ts";

/** What a server that can open WebSockets has for them. */
export interface WebSocketHost {
  readonly sockets: OpenSockets;
  /** Bytes of a message, where the app does not say otherwise; 0 for any. */
  readonly maxMessage: Bytes;
}

/** What an upgrade knows of its request. */
export interface UpgradeRequest {
  readonly place: UpgradePlace;
  readonly url: string;
  onError(error: unknown): void;
}

/** Names that the answer has of its own, and those of a body that it has not. */
const own: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "sec-websocket-accept",
  "sec-websocket-extensions",
  "sec-websocket-protocol",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const usualPingInterval = 30_000;

/** A socket that the app has, and whose answer it has not returned yet. */
export class NodeUpgrade {
  readonly upgraded: WebSocketUpgrade;
  readonly #request: UpgradeRequest;
  readonly #host: WebSocketHost;
  readonly #handshake: Handshake;
  readonly #waiting: WaitingSocket;
  readonly #pingInterval: number;

  /** Throws the refusal of a handshake that is wrong. */
  constructor(request: UpgradeRequest, host: WebSocketHost, options: UpgradeOptions) {
    const { place, url, onError } = request;
    const handshake = readHandshake(place.incoming, url, options);
    const { accept, protocol } = handshake;
    this.#request = request;
    this.#host = host;
    this.#handshake = handshake;
    this.#pingInterval = options.pingInterval ?? usualPingInterval;
    this.#waiting = createWaitingSocket({
      url: url.replace(/^http/, "ws"),
      protocol,
      maxPayload: options.maxPayload ?? host.maxMessage,
      perMessageDeflate: options.perMessageDeflate ?? false,
      onError,
    });
    const chosen = protocol === undefined ? {} : { "sec-websocket-protocol": protocol };
    const headers = { "sec-websocket-accept": accept, ...chosen };
    const response = new Response(null, { status: 204, headers });
    this.upgraded = { socket: this.#waiting.socket, response };
  }

  /** Whether this answer opens the socket. Layers may have copied it, but not the value that only this request has. */
  isAnsweredBy(response: Response): boolean {
    return response.headers.get("sec-websocket-accept") === this.#handshake.accept;
  }

  /** Answers 101 with the fields of the app's answer. */
  open({ headers }: Response): void {
    const lines = [...headers].flatMap(([name, value]) =>
      own.has(name) || name.startsWith("content-") ? [] : [`${name}: ${value}`],
    );
    const { socket } = this.upgraded;
    const { place } = this.#request;
    // Opening is what the app hears first, and it may close the socket then.
    if (!this.#waiting.open(place, lines)) return;
    this.#host.sockets.add(socket, place.socket, this.#pingInterval);
  }

  /** The client has gone. */
  abandon(): void {
    this.#waiting.abandon();
  }

  /** The app has answered otherwise; an answer that is no error looks like a mistake. */
  forgo(status: number): void {
    this.#waiting.abandon();
    if (status < 400) this.#request.onError(httpErrors.fail.UPGRADE_NOT_RETURNED({ status }));
  }
}
