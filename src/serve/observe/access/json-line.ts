/** The access log as JSON: one object a line, in ASCII; fields that have nothing to say are left out. */

import { headerOf, type LoggedRequest, toText } from "./fields.ts";
import { escapeJson } from "./quoting.ts";

/** Writes one line, with its end. Times are milliseconds. */
export function formatJsonLine({ completed, startedAt, worker }: LoggedRequest): string {
  const { method, target, protocol, fields, status, bytes, duration, firstByte } = completed;
  const { client, context, isAborted } = completed;
  const head = `{"time":"${new Date(startedAt).toISOString()}","client":${escapeJson(client.address)}`;
  const asked =
    method === ""
      ? ""
      : `,"method":${escapeJson(method)},"target":${escapeJson(target)},"protocol":"${protocol}"`;
  const numbers = `,"status":${status},"bytes":${bytes},"durationMs":${duration.toFixed(3)}`;
  const first = firstByte === undefined ? "" : `,"firstByteMs":${firstByte.toFixed(3)}`;
  const texts =
    pair("host", headerOf(fields, "host")) +
    pair("referer", headerOf(fields, "referer")) +
    pair("userAgent", headerOf(fields, "user-agent")) +
    pair("user", toText(context?.user)) +
    pair("route", toText(context?.route)) +
    pair("requestId", context?.requestId ?? "") +
    pair("traceId", context?.trace?.traceId ?? "");
  const end = `${isAborted ? ',"aborted":true' : ""},"worker":${worker}}\n`;
  return head + asked + numbers + first + texts + end;
}

function pair(name: string, value: string): string {
  return value === "" ? "" : `,"${name}":${escapeJson(value)}`;
}
