/** The settings that engines obey. */

import {
  type Millis,
  parseBasePath,
  parseProxyHeaders,
  parseTrustedProxies,
  type ProxyHeader,
  seconds,
  usualProxyHeaders,
} from "../../core/index.ts";
import {
  durationSchema,
  integerSchema,
  listSchema,
  type OptionTable,
  switchSchema,
  textSchema,
} from "../../core/options.ts";

/** One `--server-option name=value`; what it means is for the adapter to say. */
export interface GivenOption {
  readonly name: string;
  readonly value: string;
}

/** What a person can say about the server adapter. */
export interface EngineSettings {
  readonly server: string;
  readonly serverOption: readonly GivenOption[];
  readonly lingerTimeout: Millis;
  readonly backlog: number;
  readonly trustedProxies: readonly string[];
  readonly proxyHeaders: readonly ProxyHeader[];
  readonly basePath: string;
  readonly nativeResponse: boolean;
}

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
