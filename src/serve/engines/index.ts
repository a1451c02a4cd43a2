/** The engines: HTTP servers that call the handler, their contract and the table of them. */
export type {
  InheritedListener,
  Listener,
  Refusal,
  RunningServer,
  ServerActivity,
  ServerAdapter,
  ServerOptions,
  ServerOwnOptions,
} from "./contract.ts";
export { type EngineErrors, engineErrors } from "./errors.ts";
export { node } from "./node/index.ts";
export type { EngineSettings, GivenOption } from "./options.ts";
export {
  autoCandidates,
  checkServer,
  listServers,
  planServer,
  resolveServer,
  type ServerName,
  type ServerRequest,
  servers,
} from "./registry.ts";
export type { AutoCandidate } from "./registry/auto.ts";
export type { ServerChoice } from "./registry/choice.ts";
export type { ServerFacts, ServerListing } from "./registry/list-servers.ts";
