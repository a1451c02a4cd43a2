/** What each field of a format reads from a completed request. */

import type { accessLogFields } from "../../../core/index.ts";
import type { CompletedRequest } from "../../../http/index.ts";
import { cacheBySecond, formatCommonTime, formatLocalTime } from "./timestamps.ts";

/** A completed request, and what is the same for many. */
export interface LoggedRequest {
  readonly completed: CompletedRequest;
  /** When it came, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly worker: number;
}

/** Reads one field; empty for nothing. */
export type FieldReader = (logged: LoggedRequest) => string;

/** A field's reader, and whether others than Landfall choose what stands in it. */
export interface Field {
  readonly read: FieldReader;
  readonly isForeign: boolean;
}

type FieldName = keyof typeof accessLogFields;

const own = (read: FieldReader): Field => ({ read, isForeign: false });
const foreign = (read: FieldReader): Field => ({ read, isForeign: true });

/** Makes the readers; times are cached in them. */
export function createFields(): Readonly<Record<FieldName, Field>> {
  const common = cacheBySecond(formatCommonTime);
  const local = cacheBySecond(formatLocalTime);
  return {
    client: foreign(({ completed }) => completed.client.address),
    "client-port": own(({ completed }) => String(completed.client.port || "")),
    peer: foreign(({ completed }) => (completed.context?.peer ?? completed.client).address),
    user: foreign(({ completed }) => toText(completed.context?.user)),
    time: own(({ startedAt }) => common(startedAt)),
    "time-iso": own(({ startedAt }) => new Date(startedAt).toISOString()),
    "time-local": own(({ startedAt }) => local(startedAt)),
    request: foreign(({ completed: { method, target, protocol } }) =>
      method === "" ? "" : `${method} ${target} ${protocol}`,
    ),
    method: foreign(({ completed }) => completed.method),
    target: foreign(({ completed }) => completed.target),
    path: foreign(({ completed }) => pathOf(completed.target)),
    "path-csv": foreign(({ completed }) => pathOf(completed.target).replaceAll(",", "%2C")),
    query: foreign(({ completed: { target } }) => target.slice(pathOf(target).length + 1)),
    protocol: foreign(({ completed }) => completed.protocol),
    status: own(({ completed }) => String(completed.status)),
    bytes: own(({ completed }) => String(completed.bytes)),
    duration: own(({ completed }) => (completed.duration / 1_000).toFixed(6)),
    "duration-ms": own(({ completed }) => completed.duration.toFixed(3)),
    "first-byte-ms": own(({ completed }) => completed.firstByte?.toFixed(3) ?? ""),
    outcome: own(({ completed }) => (completed.isAborted ? "aborted" : "complete")),
    "request-id": foreign(({ completed }) => completed.context?.requestId ?? ""),
    "trace-id": own(({ completed }) => completed.context?.trace?.traceId ?? ""),
    route: foreign(({ completed }) => toText(completed.context?.route)),
    scheme: own(({ completed }) => completed.context?.scheme ?? ""),
    host: readHeader("host"),
    referer: readHeader("referer"),
    "user-agent": readHeader("user-agent"),
    worker: own(({ worker }) => String(worker)),
  };
}

/** The reader of a field of the request's header; several lines are joined. */
export function readHeader(name: string): Field {
  return foreign(({ completed }) => headerOf(completed.fields, name));
}

/** The target without its query. */
export function pathOf(target: string): string {
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
}

/** The values of a field in a flat list of names and values; empty if it is not there. */
export function headerOf(fields: readonly string[], name: string): string {
  let found: string | undefined;
  for (let index = 0; index < fields.length; index += 2) {
    const given = fields[index] as string;
    if (given.length !== name.length || given.toLowerCase() !== name) continue;
    const value = fields[index + 1] as string;
    found = found === undefined ? value : `${found}, ${value}`;
  }
  return found ?? "";
}

/** What the app has set; in JavaScript that may be anything. */
export function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" || typeof value === "number" ? String(value) : typeof value;
}
