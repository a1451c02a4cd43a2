/** What a server adapter of one's own is written with: published as `landfall/server`. */
export type {
  ListenAddress,
  Logger,
  RunningRequest,
  TcpAddress,
  UnixAddress,
} from "./core/index.ts";
export type {
  App,
  CompletedRequest,
  Handler,
  RequestContext,
  Trailers,
  TrailerValue,
} from "./http/index.ts";
export {
  type InheritedListener,
  type Listener,
  node,
  type RunningServer,
  type ServerActivity,
  type ServerAdapter,
  type ServerOptions,
  type ServerOwnOptions,
} from "./serve/engines/index.ts";
