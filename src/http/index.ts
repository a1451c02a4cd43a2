/** HTTP as every wing speaks it: the app contract, the request's context, the bridge to Node. */
export type { App, Handler, StartInfo } from "./app.ts";
export { type BasePathMatch, stripBasePath, withBasePath } from "./base-path.ts";
export {
  fromNodeListener,
  fromNodePair,
  type Next,
  type NodeListener,
} from "./from-node-listener.ts";
export { mount } from "./mount.ts";
export {
  type NodePair,
  type NodeSocket,
  createAnswered,
  takeNodePair,
  takeNodeSocket,
} from "./node-pair.ts";
export { type NodeListenerOptions, toNodeListener } from "./to-node-listener.ts";
export { type HttpErrors, httpErrors } from "./errors.ts";
export type { ClientAddress, RequestContext } from "./context.ts";
export { type ErrorReporter, internalError, withErrorBoundary } from "./error-boundary.ts";
export { type ForwardedRequest, readForwarded } from "./forwarded.ts";
export { isForwarded, isLoopback } from "./forwarded-local.ts";
export { createProxyTrust, type ProxyTrust, type ProxyTrustSettings } from "./forwarded-trust.ts";
export {
  type NodeConnection,
  NodeExchange,
  type NodeExchangeStart,
  type NodeHost,
  type RefusedStatus,
} from "./node-exchange.ts";
export { plainAnswer } from "./plain-answer.ts";
export { answerRefusal, type ClientRefusal } from "./refusal.ts";
export { tooLarge, tooSlow } from "./refused-body.ts";
export { installWebGlobals } from "./web-globals.ts";
export { asksForWebSocket } from "./websocket/handshake.ts";
export type { WebSocketHost } from "./websocket/node-upgrade.ts";
export { OpenSockets } from "./websocket/open-sockets.ts";
export type {
  ServedWebSocket,
  UpgradeOptions,
  WebSocketUpgrade,
} from "./websocket/served-web-socket.ts";
export { type ContextHost, type Peer, ServedContext } from "./served-context.ts";
