/** A request on node:http whose connection may come to speak something else: who takes it over, and what becomes of it if nobody does. */

import type { ServerResponse } from "node:http";
import { httpErrors } from "../errors.ts";
import type { NodeSocket } from "../node-pair.ts";
import { NodeUpgrade, type WebSocketHost } from "./node-upgrade.ts";
import type { UpgradeOptions, WebSocketUpgrade } from "./served-web-socket.ts";

/** The request's exchange, as far as this concerns it. */
export interface SwitchingExchange {
  /** The connection does not speak HTTP any more. */
  switched(): void;
  onError(error: unknown): void;
}

/** What there is to take over. */
export interface SwitchOverParts {
  readonly place: NodeSocket;
  readonly outgoing: ServerResponse;
  /** What WebSockets need; undefined where there are none. */
  readonly webSockets: WebSocketHost | undefined;
}

/** The connection of one request. */
export class SwitchOver {
  readonly #parts: SwitchOverParts;
  readonly #exchange: SwitchingExchange;
  #upgrade: NodeUpgrade | undefined;
  #isSwitched = false;

  constructor(parts: SwitchOverParts, exchange: SwitchingExchange) {
    this.#parts = parts;
    this.#exchange = exchange;
  }

  /** Leaves the connection to a listener of the app; undefined when the app has asked for a WebSocket of ours. */
  take(): NodeSocket | undefined {
    if (this.#upgrade !== undefined) return undefined;
    this.#switch();
    return this.#parts.place;
  }

  /** Makes a WebSocket of a request for `url`; see `RequestContext.upgrade`. */
  upgrade(url: string, options: UpgradeOptions): WebSocketUpgrade {
    const { place, webSockets } = this.#parts;
    if (this.#upgrade !== undefined) throw httpErrors.fail.UPGRADE_TWICE({});
    if (this.#isSwitched || webSockets === undefined) throw httpErrors.fail.UPGRADE_LATE({});
    const onError = (error: unknown): void => this.#exchange.onError(error);
    this.#upgrade = new NodeUpgrade({ place, url, onError }, webSockets, options);
    return this.#upgrade.upgraded;
  }

  /** Nobody waits for the handler's answer any more. */
  abandon(): void {
    if (!this.#isSwitched) this.#upgrade?.abandon();
  }

  /** Deals with the handler's answer, unless that is one like any other: then false. `gone` has fired if the client left. */
  settle(response: Response, gone: AbortSignal): boolean {
    const isOpening = this.#upgrade?.isAnsweredBy(response) === true;
    if (this.#isSwitched) this.#parts.place.socket.destroy();
    else if (!isOpening) this.#upgrade?.forgo(response.status);
    else if (!gone.aborted) this.#open(response);
    return this.#isSwitched || isOpening;
  }

  #open(response: Response): void {
    this.#switch();
    this.#upgrade?.open(response);
  }

  #switch(): void {
    const { outgoing, place } = this.#parts;
    this.#isSwitched = true;
    outgoing.detachSocket(place.socket);
    this.#exchange.switched();
  }
}
