/** The front door of the package `landfall`. */
export { LandfallError, type ExitCode, type Problem } from "./core/index.ts";
export {
  fromNodeListener,
  mount,
  type NodeListener,
  type NodeListenerOptions,
  toNodeListener,
  withBasePath,
} from "./http/index.ts";
export type {
  App,
  ClientAddress,
  Handler,
  RequestContext,
  ServedWebSocket,
  StartInfo,
  UpgradeOptions,
  WebSocketUpgrade,
} from "./http/index.ts";
