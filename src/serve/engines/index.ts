/** The engines: HTTP servers that call the handler, their contract and the table of them. */
export type {
  InheritedListener,
  Listener,
  Refusal,
  RunningServer,
  ServerActivity,
  ServerAdapter,
  ServerOptions,
} from "./contract.ts";
export { type EngineErrors, engineErrors } from "./errors.ts";
export { node } from "./node/index.ts";
export type { EngineSettings } from "./options.ts";
export {
  checkServer,
  resolveServer,
  type ServerChoice,
  type ServerName,
  servers,
} from "./registry.ts";
