/** How a line of the access log is written down: names of usual formats, or text with named fields: `{client} {status}`. */

import { defineErrors, type ErrorTable } from "./errors.ts";
import { nearestName } from "./nearest-name.ts";

/** Every field that a format can name, with one sentence for the documentation. */
export const accessLogFields = {
  client: "address of the client: the peer, or whom a trusted proxy names",
  "client-port": "its port, if known",
  peer: "address of the other end of the connection",
  user: "the visitor, as the app set `context.user`",
  time: "when the request came, local, as in [20/Nov/2026:15:07:38 +0000]",
  "time-iso": "the same in UTC: 2026-11-20T15:07:38.123Z",
  "time-local": "the same, local: 2026-11-20 15:07:38",
  request: "method, target and protocol",
  method: "the method",
  target: "path and query as the client sent them",
  path: "the target without its query",
  "path-csv": "the same with each comma written %2C",
  query: "what stands behind the question mark",
  protocol: "e.g. HTTP/1.1",
  status: "status of the answer; 499 when the client left before it began",
  bytes: "bytes of the answer's body",
  duration: "seconds from the request's head to the end of the answer",
  "duration-ms": "the same in milliseconds",
  "first-byte-ms": "milliseconds to the first byte of the answer",
  outcome: "complete, or aborted when the answer was cut",
  "request-id": "the request's id",
  "trace-id": "the trace that a valid `traceparent` names",
  route: "the route, as the app set `context.route`",
  scheme: "http or https, as the client asks",
  host: "the Host field",
  referer: "the Referer field",
  "user-agent": "the User-Agent field",
  worker: "the worker's id",
} as const;

/** The name of a field, or `header:NAME` for any field of the request's header. */
export type AccessLogField = keyof typeof accessLogFields | `header:${string}`;

/** A format in its parts: text as it is, and fields. */
export type AccessLogPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "field"; readonly name: AccessLogField };

const common = '{client} - {user} [{time}] "{request}" {status} {bytes}';

/** What the names of formats stand for; `off` and `json` are no text. */
export const accessLogFormats: Readonly<Record<"common" | "combined" | "csv", string>> = {
  common,
  combined: `${common} "{referer}" "{user-agent}"`,
  csv: "{client}, {time-local}, {method}, {path-csv}, {protocol}, {status}, {duration}",
};

const names = ["off", "combined", "common", "json", "csv"] as const;

/** What each error of a written format is told. */
export interface AccessLogFormatErrors {
  ACCESS_LOG_FORMAT_UNKNOWN: { text: string };
  ACCESS_LOG_FIELD_UNKNOWN: { name: string };
  ACCESS_LOG_BRACE_OPEN: { rest: string };
}

/** What can be wrong with a written format. */
export const accessLogFormatErrors: ErrorTable<AccessLogFormatErrors> =
  defineErrors<AccessLogFormatErrors>({
    ACCESS_LOG_FORMAT_UNKNOWN: {
      message: ({ text }) =>
        `expected ${names.join(", ")} or a text with {fields}, got ${JSON.stringify(text)}`,
      hint: ({ text }) => suggest(text, names) ?? "An own format: '{client} {status} {target}'.",
      exitCode: 2,
    },
    ACCESS_LOG_FIELD_UNKNOWN: {
      message: ({ name }) => `unknown field, got {${name}}`,
      hint: ({ name }) =>
        suggest(name, Object.keys(accessLogFields), (near) => `{${near}}`) ??
        `There are: ${Object.keys(accessLogFields).join(", ")}, header:NAME.`,
      exitCode: 2,
    },
    ACCESS_LOG_BRACE_OPEN: {
      message: ({ rest }) => `a brace that does not enclose a field's name, got ${rest}`,
      hint: () => "Write fields as {status}; a brace itself cannot stand in a format.",
      exitCode: 2,
    },
  });

/** Reads the name of a format or a format of one's own; throws one of `accessLogFormatErrors`. */
export function parseAccessLog(text: string): string {
  if ((names as readonly string[]).includes(text)) return text;
  if (!/[{}]/.test(text)) throw accessLogFormatErrors.fail.ACCESS_LOG_FORMAT_UNKNOWN({ text });
  splitAccessLogFormat(text);
  return text;
}

/** Cuts a format into its parts. */
export function splitAccessLogFormat(format: string): readonly AccessLogPart[] {
  return format
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== "")
    .map(toPart);
}

function toPart(piece: string): AccessLogPart {
  const name = /^\{(.*)\}$/s.exec(piece)?.[1];
  if (name === undefined) {
    const brace = piece.search(/[{}]/);
    if (brace !== -1)
      throw accessLogFormatErrors.fail.ACCESS_LOG_BRACE_OPEN({ rest: piece.slice(brace) });
    return { kind: "text", text: piece };
  }
  if (isField(name)) return { kind: "field", name };
  throw accessLogFormatErrors.fail.ACCESS_LOG_FIELD_UNKNOWN({ name });
}

function isField(name: string): name is AccessLogField {
  return Object.hasOwn(accessLogFields, name) || /^header:[\w!#$%&'*+.^`|~-]+$/.test(name);
}

function suggest(
  wanted: string,
  known: readonly string[],
  show: (name: string) => string = (name) => name,
): string | undefined {
  const near = nearestName(wanted, known);
  return near && `Did you mean ${show(near)}?`;
}
