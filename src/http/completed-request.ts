/** What is known of a request once it is over: the one record that the access log and metrics read. */

import type { Clock } from "../core/index.ts";
import type { ClientAddress, RequestContext } from "./context.ts";

/** A request whose answer is complete, or whose client has gone. What was refused unread has empty texts. */
export interface CompletedRequest {
  /** As the client sent it, whatever the app did to it later. */
  readonly method: string;
  /** As the client sent it: path and query, an absolute URL, or `*`. */
  readonly target: string;
  /** E.g. `HTTP/1.1`. */
  readonly protocol: string;
  /** The request's header: a flat list of names and values, one character for each byte. */
  readonly fields: readonly string[];
  /** 499 when the client left before the answer began. */
  readonly status: number;
  /** Bytes of the answer's body that were handed to the connection. */
  readonly bytes: number;
  /** Milliseconds from the request's head to the end of the answer. */
  readonly duration: number;
  /** Milliseconds from the request's head to the first byte of the answer; undefined when there was none. */
  readonly firstByte: number | undefined;
  /** The answer was cut: by the client, the server or the app. */
  readonly isAborted: boolean;
  readonly client: ClientAddress;
  /** What the app saw, with what it said about the visitor; undefined when there was no request to ask it about. */
  readonly context: RequestContext | undefined;
}

/** Who hears of completed requests, and by which clock they are timed. */
export interface CompletionObserver {
  readonly clock: Clock;
  onCompleted(completed: CompletedRequest): void;
}

/** The status of a request whose client left before the answer began, as nginx and others have it. */
export const clientLeft = 499;

/** The record of what was answered with a status before it was a request. */
export function createRefusedRequest(
  client: ClientAddress,
  status: number,
  read: Partial<Pick<CompletedRequest, "method" | "target" | "protocol" | "fields">> = {},
): CompletedRequest {
  const unread = { method: "", target: "", protocol: "", fields: [] };
  const times = { bytes: 0, duration: 0, firstByte: 0, isAborted: false };
  return { ...unread, ...read, ...times, status, client, context: undefined };
}
