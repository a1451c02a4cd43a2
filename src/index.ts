/** The front door of the package `landfall`. */
export {
  type ConfigContext,
  type ConfigSource,
  defineConfig,
  type LandfallConfig,
  type LandfallSettings,
  type WrittenRunSettings,
} from "./config/define/index.ts";
export { LandfallError, type ExitCode, type Logger, type Problem } from "./core/index.ts";
export { run, type RunningApp, type RunOptions } from "./launch/run/index.ts";
export {
  fromNodeListener,
  mount,
  type NodeListener,
  type NodeListenerOptions,
  toNodeListener,
  trackContext,
  withBasePath,
} from "./http/index.ts";
export type {
  App,
  ClientAddress,
  Handler,
  RequestContext,
  ServedWebSocket,
  StartInfo,
  Trailers,
  TrailerValue,
  TraceContext,
  UpgradeOptions,
  WebSocketUpgrade,
} from "./http/index.ts";
