/** The settings that engines obey. */

import {
  formatDuration,
  formatSize,
  kilobytes,
  megabytes,
  type Millis,
  parseBasePath,
  parseProxyHeaders,
  parseTrustedProxies,
  type ProxyHeader,
  type RequestLimits,
  seconds,
  usualLimits,
  usualProxyHeaders,
} from "../../core/index.ts";
import {
  boundedSizeSchema,
  durationSchema,
  integerSchema,
  listSchema,
  type OptionTable,
  sizeSchema,
  switchSchema,
  textSchema,
} from "../../core/options.ts";

/** One `--server-option name=value`; what it means is for the adapter to say. */
export interface GivenOption {
  readonly name: string;
  readonly value: string;
}

/** What a person can say about the server adapter. */
export interface EngineSettings extends RequestLimits {
  readonly server: string;
  readonly serverOption: readonly GivenOption[];
  readonly lingerTimeout: Millis;
  readonly reconnectWindow: Millis;
  readonly backlog: number;
  readonly trustedProxies: readonly string[];
  readonly proxyHeaders: readonly ProxyHeader[];
  readonly basePath: string;
  readonly decompressRequests: boolean;
  readonly nativeResponse: boolean;
}

const limitOptions: OptionTable<RequestLimits> = {
  maxHeaderBytes: {
    schema: boundedSizeSchema(kilobytes(1), megabytes(16)),
    default: usualLimits.maxHeaderBytes,
    defaultText: formatSize(usualLimits.maxHeaderBytes),
    summary: "How large a request's header may be: target, names and values together; else 431.",
    argument: "SIZE",
  },
  maxHeaders: {
    schema: integerSchema(1, 10_000),
    default: usualLimits.maxHeaders,
    summary: "How many fields a request's header may have; else 431.",
    argument: "N",
  },
  maxBody: {
    schema: sizeSchema,
    default: usualLimits.maxBody,
    defaultText: formatSize(usualLimits.maxBody),
    summary: "How large a request's body may be, announced or in chunks; else 413. 0 for any size.",
    argument: "SIZE",
  },
  maxMessage: {
    schema: sizeSchema,
    default: usualLimits.maxMessage,
    defaultText: formatSize(usualLimits.maxMessage),
    summary:
      "How large a message on a WebSocket may be, where the app does not say; else it is closed with 1009. 0 for any size.",
    argument: "SIZE",
  },
  headerTimeout: {
    schema: durationSchema,
    default: usualLimits.headerTimeout,
    defaultText: formatDuration(usualLimits.headerTimeout),
    summary:
      "How long a request's header may take from its first byte to its end; else 408. 0 for ever.",
    argument: "DURATION",
  },
  keepAliveTimeout: {
    schema: durationSchema,
    default: usualLimits.keepAliveTimeout,
    defaultText: formatDuration(usualLimits.keepAliveTimeout),
    summary:
      "How long a connection may be idle; longer than a proxy in front keeps it. 0 closes it after each answer.",
    argument: "DURATION",
  },
  minBodyRate: {
    schema: sizeSchema,
    default: usualLimits.minBodyRate,
    defaultText: formatSize(usualLimits.minBodyRate),
    summary:
      "Bytes per second, over half a minute, that a body must bring while the app waits for it; else 408. 0 for any.",
    argument: "SIZE",
  },
  requestTimeout: {
    schema: durationSchema,
    default: usualLimits.requestTimeout,
    defaultText: "0s",
    summary:
      "How long the app may take to begin an answer; else its signal fires and 503. A worker that still has the request after as long again is replaced. 0 for ever.",
    argument: "DURATION",
  },
};

/** The declarations of `EngineSettings`. */
export const engineOptions: OptionTable<EngineSettings> = {
  server: {
    schema: textSchema((text) => text.trim()),
    default: "auto",
    summary:
      "The server adapter that calls the app: a name that `landfall servers` lists, or ./file.ts#name for one of your own; auto picks the best one that can run the app.",
    argument: "NAME|FILE",
  },
  serverOption: {
    schema: listSchema(parseGivenOption),
    default: [],
    summary: "An option that only the chosen server adapter has.",
    argument: "NAME=VALUE",
    repeatable: true,
  },
  lingerTimeout: {
    schema: durationSchema,
    default: seconds(2),
    defaultText: "2s",
    summary: "How long an idle kept-alive connection may still speak once a worker drains.",
    argument: "DURATION",
  },
  reconnectWindow: {
    schema: durationSchema,
    default: seconds(10),
    defaultText: "10s",
    summary:
      "Over how long a draining worker spreads the closing of its WebSockets, so that their clients do not come back all at once; half of --graceful-timeout at most.",
    argument: "DURATION",
  },
  backlog: {
    schema: integerSchema(1, 65_535),
    default: 511,
    summary: "Length of the queue of connections that no worker has accepted yet.",
    argument: "N",
  },
  trustedProxies: {
    schema: listSchema(parseTrustedProxies),
    default: [],
    summary:
      "Proxies that are believed for whom they ask: addresses, networks (10.0.0.0/8), loopback, private, unix.",
    argument: "LIST",
    repeatable: true,
  },
  proxyHeaders: {
    schema: listSchema(parseProxyHeaders),
    default: usualProxyHeaders,
    summary:
      "The header fields that trusted proxies set themselves; name only those, if clients can send the others through them.",
    argument: "LIST",
    repeatable: true,
  },
  basePath: {
    schema: textSchema(parseBasePath),
    default: "",
    summary: "Publish the app under this path: taken off requests, put before links that it makes.",
    argument: "PATH",
  },
  ...limitOptions,
  decompressRequests: {
    schema: switchSchema,
    default: false,
    summary:
      "Decode request bodies in gzip, deflate, br and zstd for apps that read a Request; --max-body holds for what they become.",
  },
  nativeResponse: {
    schema: switchSchema,
    default: false,
    summary:
      "Leave Node's own Response and Request in place: slower, for apps that reach into their insides.",
  },
};

function parseGivenOption(text: string): GivenOption[] {
  const [, name, value] = /^\s*([^\s=]+)\s*=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [{ name, value }];
  throw new Error(`expected name=value, got ${JSON.stringify(text)}`);
}
