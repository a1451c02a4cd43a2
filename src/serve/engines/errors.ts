/** What can go wrong before an engine runs. */

import { defineErrors, type ErrorTable, nearestName } from "../../core/index.ts";

/** What each error of this room is told. */
export interface EngineErrors {
  SERVER_UNKNOWN: { name: string; known: readonly string[] };
  SERVER_NOT_AN_ADAPTER: { subject: string; faults: readonly string[]; advice?: string };
  SERVER_PACKAGE_MISSING: { server: string; package: string };
  SERVER_PACKAGE_FAILED: { server: string; package: string; message: string };
  SERVER_OPTION_UNKNOWN: { server: string; name: string; known: readonly string[] };
  SERVER_OPTION_INVALID: { server: string; message: string };
  SERVER_START_FAILED: { server: string; message: string; at?: string | undefined };
  SERVER_NONE_AVAILABLE: { passed: readonly string[] };
  SERVER_WITHOUT_NODE_PAIR: { name: string; able: readonly string[] };
  LISTENER_UNSUPPORTED: { server: string };
  LISTENER_MISMATCH: { announced: string; actual: string };
}

/** The errors of the engines. */
export const engineErrors: ErrorTable<EngineErrors> = defineErrors<EngineErrors>({
  SERVER_UNKNOWN: {
    message: ({ name }) => `there is no server adapter called ${JSON.stringify(name)}`,
    hint: ({ name, known }) =>
      `${didYouMean(name, known)}Choose one of: ${known.join(", ")}; or name a file of your own: ./server.ts#name`,
    exitCode: 2,
  },
  SERVER_NOT_AN_ADAPTER: {
    message: ({ subject, faults }) => `${subject} is no server adapter: ${faults.join(", ")}`,
    hint: ({ advice }) =>
      advice ??
      'Declare it as a ServerAdapter, which "landfall/server" exports, and let TypeScript check it.',
    exitCode: 1,
  },
  SERVER_PACKAGE_MISSING: {
    message: ({ server, package: name }) =>
      `server ${server} needs the package ${JSON.stringify(name)}, which is not installed here`,
    hint: ({ package: name }) => `Install it: npm install ${name}`,
    exitCode: 1,
  },
  SERVER_PACKAGE_FAILED: {
    message: ({ server, package: name, message }) =>
      `server ${server} cannot load its package ${JSON.stringify(name)}: ${message}`,
    hint: ({ package: name }) =>
      `It is installed but fails by itself: npm install ${name} again, or choose another server with --server.`,
    exitCode: 1,
  },
  SERVER_OPTION_UNKNOWN: {
    message: ({ server, name }) => `server ${server} has no option ${JSON.stringify(name)}`,
    hint: ({ name, known }) =>
      known.length === 0
        ? "It has no options of its own; leave out --server-option."
        : `${didYouMean(name, known)}It has ${known.join(", ")}.`,
    exitCode: 2,
  },
  SERVER_OPTION_INVALID: {
    message: ({ server, message }) => `options of server ${server}: ${message}`,
    hint: () => "Correct what follows --server-option, or LANDFALL_SERVER_OPTION.",
    exitCode: 2,
  },
  SERVER_START_FAILED: {
    message: ({ server, message, at }) =>
      `server ${server} failed to start: ${message}${at === undefined ? "" : ` (${at})`}`,
    hint: () => "The adapter's start() must resolve; run again with --debug for the stack.",
    exitCode: 1,
  },
  SERVER_NONE_AVAILABLE: {
    message: ({ passed }) => `auto found no server that can run this app: ${passed.join("; ")}`,
    hint: () => "`landfall servers` says what each one needs.",
    exitCode: 1,
  },
  SERVER_WITHOUT_NODE_PAIR: {
    message: ({ name }) =>
      `server ${name} cannot run this app, which answers on Node's own request and response`,
    hint: ({ able }) => `Serve it with --server ${able.join(" or ")}.`,
    exitCode: 2,
  },
  LISTENER_UNSUPPORTED: {
    message: ({ server }) => `server ${server} cannot take a socket from a master`,
    hint: () => 'Choose another one with --server; one of your own must accept "descriptor".',
    exitCode: 2,
  },
  LISTENER_MISMATCH: {
    message: ({ announced, actual }) =>
      `the inherited socket was announced as ${announced} but listens on ${actual}`,
    hint: () => "The descriptor was not bound before it was handed over; start again.",
    exitCode: 1,
  },
});

function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "" : `Did you mean ${nearest}? `;
}
