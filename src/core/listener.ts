/** A listener as a configuration file may write it: an address, or an object with `host` and `port`, or with `unix`. */

import { defineErrors, type ErrorTable } from "./errors.ts";
import { nearestName } from "./nearest-name.ts";

/** What each error of a written listener is told. */
export interface ListenerErrors {
  LISTENER_INVALID: { message: string; nearest?: string | undefined };
  LISTENER_TLS: object;
}

/** What can be wrong with one. */
export const listenerErrors: ErrorTable<ListenerErrors> = defineErrors<ListenerErrors>({
  LISTENER_INVALID: {
    message: ({ message }) => message,
    hint: ({ nearest }) =>
      nearest === undefined
        ? 'Write "HOST:PORT", { host: "HOST", port: PORT } or { unix: "PATH" }.'
        : `Did you mean ${nearest}?`,
    exitCode: 2,
  },
  LISTENER_TLS: {
    message: () => "this listener asks for tls, which Landfall does not speak yet",
    hint: () => "Let a proxy in front do it, and name that with --trusted-proxies.",
    exitCode: 2,
  },
});

const keys = ["host", "port", "unix", "tls"];

/** Its form for the published schema of the configuration file. */
export const listenerJsonSchema: Readonly<Record<string, unknown>> = {
  anyOf: [
    { type: "string" },
    {
      type: "object",
      properties: {
        host: { type: "string" },
        port: { type: "integer", minimum: 0, maximum: 65_535 },
      },
      required: ["port"],
      additionalProperties: false,
    },
    {
      type: "object",
      properties: { unix: { type: "string" } },
      required: ["unix"],
      additionalProperties: false,
    },
  ],
};

/** Reads either form, each in the end with `parse`; `tls` is a name that is kept free. Throws what `parse` throws, and the errors above. */
export function readListener<Target>(value: unknown, parse: (text: string) => Target): Target {
  return parse(typeof value === "string" ? value : toText(value));
}

function toText(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(`expected an address to listen on, got ${JSON.stringify(value)}`);
  }
  const stranger = Object.keys(value).find((key) => !keys.includes(key));
  if (stranger !== undefined) {
    const message = `a listener has no ${JSON.stringify(stranger)}`;
    throw invalid(message, nearestName(stranger, keys));
  }
  const { host, port, unix, tls } = value as Readonly<Record<string, unknown>>;
  if (tls !== undefined) throw listenerErrors.fail.LISTENER_TLS({});
  if (unix === undefined) return toTcp(host ?? "127.0.0.1", port);
  if (host !== undefined || port !== undefined) {
    throw invalid("a listener has a port or a unix socket, not both");
  }
  if (typeof unix !== "string") throw invalid(`expected a path, got ${JSON.stringify(unix)}`);
  return `unix:${unix}`;
}

function toTcp(host: unknown, port: unknown): string {
  if (port === undefined) throw invalid("a listener needs a port, or a unix socket");
  const isPort = typeof port === "number" && Number.isInteger(port) && port >= 0 && port <= 65_535;
  if (!isPort) throw invalid(`expected a port from 0 to 65535, got ${JSON.stringify(port)}`);
  if (typeof host !== "string" || host === "") {
    throw invalid(`expected a host, got ${JSON.stringify(host)}`);
  }
  return host.includes(":") && !host.startsWith("[") ? `[${host}]:${port}` : `${host}:${port}`;
}

function invalid(message: string, nearest?: string): Error {
  return listenerErrors.fail.LISTENER_INVALID({ message, nearest });
}
