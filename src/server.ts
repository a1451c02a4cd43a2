/** What a server adapter of one's own is written with: published as `landfall/server`. */
export type { ListenAddress, RunningRequest, TcpAddress, UnixAddress } from "./core/index.ts";
export type { App, Handler, RequestContext } from "./http/index.ts";
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
