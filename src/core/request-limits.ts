/** What a server takes of one client, whoever it is: one block for every engine, and for the proxies in front of it. */

import { type Millis, seconds } from "./durations.ts";
import { type Bytes, bytes, kilobytes, megabytes } from "./sizes.ts";

/** The limits of requests and of the connections that bring them. */
export interface RequestLimits {
  /** Target, names and values of a header together. */
  readonly maxHeaderBytes: Bytes;
  /** Fields in a header. */
  readonly maxHeaders: number;
  /** A body as it comes over the wire, without the framing of its chunks; 0 for any. */
  readonly maxBody: Bytes;
  /** A message on a WebSocket, unless the app sets another limit; 0 for any. */
  readonly maxMessage: Bytes;
  /** From the first byte of a request to the end of its header; 0 for ever. */
  readonly headerTimeout: Millis;
  /** How long a connection may be idle; 0 closes it after each answer. */
  readonly keepAliveTimeout: Millis;
  /** Bytes per second of a body that the app is waiting for, averaged over `bodyRateWindow`; 0 for any. */
  readonly minBodyRate: Bytes;
  /** How long the app may take to begin its answer, not counting what it waits for the client; 0 for ever. */
  readonly requestTimeout: Millis;
}

/**
 * What holds unless somebody says otherwise. A slow client shall be served, a client that only holds a place shall not.
 * An idle connection stays longer than the minute that proxies and balancers keep theirs: who closes first must be the
 * side that sends requests, else one of them meets a closing connection.
 */
export const usualLimits: RequestLimits = {
  maxHeaderBytes: kilobytes(64),
  maxHeaders: 100,
  maxBody: megabytes(100),
  maxMessage: megabytes(1),
  headerTimeout: seconds(30),
  keepAliveTimeout: seconds(65),
  minBodyRate: bytes(250),
  requestTimeout: seconds(0),
};

/** Long enough for a phone in a tunnel: within it a body may stop, and be made up for. */
export const bodyRateWindow: Millis = seconds(30);
