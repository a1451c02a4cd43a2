/** A client's opening handshake: whether there is one, and whether it is right (RFC 6455 §4.2.1). */

import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { httpErrors } from "../errors.ts";
import { hasContent } from "../node-request.ts";
import { toRefusal } from "../refusal.ts";
import { isAllowedOrigin, isOrigin } from "./origins.ts";
import type { UpgradeOptions } from "./served-web-socket.ts";

/** What a right handshake is answered with. */
export interface Handshake {
  /** The value of Sec-WebSocket-Accept. */
  readonly accept: string;
  /** The chosen subprotocol. */
  readonly protocol: string | undefined;
}

/** RFC 6455 §4.2.2, step 5.4. */
const acceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** 16 bytes in base64. */
const key = /^[+/\da-z]{21}[AQgw]==$/i;
const token = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Whether a request asks for a WebSocket, rightly or not. One with a body does not: where it ends would be in doubt. */
export function asksForWebSocket(incoming: IncomingMessage): boolean {
  const { headers, httpVersion } = incoming;
  const isAsked = headers.upgrade?.toLowerCase() === "websocket";
  return isAsked && httpVersion === "1.1" && !hasContent(incoming);
}

/** Reads the handshake of a request for `url`; throws the refusal of a wrong one, and the error of wrong options. */
export function readHandshake(
  { method, headers }: IncomingMessage,
  url: string,
  options: UpgradeOptions,
): Handshake {
  checkOptions(options);
  const { "sec-websocket-key": given = "", "sec-websocket-version": version, origin } = headers;
  if (method !== "GET") throw toRefusal(httpErrors.fail.UPGRADE_METHOD({ method: method ?? "" }));
  if (version !== "13") throw toRefusal(httpErrors.fail.UPGRADE_VERSION({ version }));
  if (!key.test(given)) throw toRefusal(httpErrors.fail.UPGRADE_KEY({}));
  const protocol = chooseProtocol(headers["sec-websocket-protocol"], options.protocols);
  if (!isAllowedOrigin(origin, url, options.origins)) {
    throw toRefusal(
      httpErrors.fail.UPGRADE_ORIGIN({ origin: origin ?? "", site: new URL(url).origin }),
    );
  }
  const accept = createHash("sha1")
    .update(given + acceptSuffix)
    .digest("base64");
  return { accept, protocol };
}

/** A field that is no list of different tokens is refused, also where the app speaks no subprotocol. */
function chooseProtocol(
  field: string | undefined,
  spoken: readonly string[] = [],
): string | undefined {
  if (field === undefined) return undefined;
  const offered = new Set(field.split(",").map((item) => item.trim()));
  const isList =
    field.split(",").length === offered.size && [...offered].every((item) => token.test(item));
  if (!isList) throw toRefusal(httpErrors.fail.UPGRADE_PROTOCOLS({}));
  return spoken.find((protocol) => offered.has(protocol));
}

function checkOptions({
  origins = [],
  protocols = [],
  maxPayload,
  pingInterval,
}: UpgradeOptions): void {
  const wrong = (option: string, value: unknown, wanted: string): Error =>
    httpErrors.fail.UPGRADE_OPTION({ option, value: String(value), wanted });
  for (const origin of origins === "any" ? [] : origins) {
    if (origin !== "null" && !isOrigin(origin))
      throw wrong("origins", origin, "https://example.com");
  }
  for (const protocol of protocols) {
    if (!token.test(protocol)) throw wrong("protocols", protocol, "a name without blanks");
  }
  for (const [option, value] of Object.entries({ maxPayload, pingInterval })) {
    if (value !== undefined && !(value >= 0)) throw wrong(option, value, "0 or a positive number");
  }
}
