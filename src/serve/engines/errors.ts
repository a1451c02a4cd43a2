/** What can go wrong before an engine runs. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What each error of this room is told. */
export interface EngineErrors {
  SERVER_UNKNOWN: { name: string; known: readonly string[] };
  SERVER_WITHOUT_NODE_PAIR: { name: string; able: readonly string[] };
  LISTENER_MISMATCH: { announced: string; actual: string };
}

/** The errors of the engines. */
export const engineErrors: ErrorTable<EngineErrors> = defineErrors<EngineErrors>({
  SERVER_UNKNOWN: {
    message: ({ name }) => `there is no server adapter called ${JSON.stringify(name)}`,
    hint: ({ known }) => `Choose one of: ${known.join(", ")}.`,
    exitCode: 2,
  },
  SERVER_WITHOUT_NODE_PAIR: {
    message: ({ name }) =>
      `server ${name} cannot run this app, which answers on Node's own request and response`,
    hint: ({ able }) => `Serve it with --server ${able.join(" or ")}.`,
    exitCode: 2,
  },
  LISTENER_MISMATCH: {
    message: ({ announced, actual }) =>
      `the inherited socket was announced as ${announced} but listens on ${actual}`,
    hint: () => "The descriptor was not bound before it was handed over; start again.",
    exitCode: 1,
  },
});
