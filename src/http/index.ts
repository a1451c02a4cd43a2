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
  isAnswered,
  takeNodePair,
  takeNodeSocket,
} from "./node-pair.ts";
export {
  type NodeListenerOptions,
  readNodeContext,
  toNodeListener,
  toNodeMiddleware,
  type WebMiddleware,
} from "./to-node-listener.ts";
export { type HttpErrors, httpErrors } from "./errors.ts";
export {
  type CompletedRequest,
  type CompletionObserver,
  createRefusedRequest,
} from "./completed-request.ts";
export type { ClientAddress, RequestContext } from "./context.ts";
export { trackContext, withTracking } from "./current-context.ts";
export { type ErrorReporter, internalError, withErrorBoundary } from "./error-boundary.ts";
export { type ForwardedRequest, readForwarded } from "./forwarded.ts";
export { isForwarded, isLoopback } from "./forwarded-local.ts";
export { createProxyTrust, type ProxyTrust, type ProxyTrustSettings } from "./forwarded-trust.ts";
export { NodeExchange, type NodeExchangeStart } from "./node-exchange.ts";
export type { NodeConnection, NodeHost } from "./node-host.ts";
export type { RefusedStatus } from "./server-answer.ts";
export { type ChunkSource, type EncoderName, encodeStream, encodeWhole } from "./encoder.ts";
export { isSettled } from "./settled.ts";
export { peekBody } from "./light-response.ts";
export { chooseCoding } from "./accept-encoding.ts";
export {
  type Condition,
  type ConditionFields,
  evaluateConditions,
  isRangeCurrent,
  type Validators,
} from "./conditional.ts";
export { formatAttachment } from "./content-disposition.ts";
export { type EntityTag, formatEntityTag } from "./entity-tag.ts";
export { FileBody } from "./file-body.ts";
export { formatHttpDate } from "./http-date.ts";
export type { PreparedHead } from "./light-response.ts";
export { planMultipart } from "./multipart-ranges.ts";
export { prepareAnswer } from "./prepared-answer.ts";
export { type ByteRange, chooseRanges, formatContentRange } from "./ranges.ts";
export { readFields } from "./request-fields.ts";
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
export { readTraceContext, type TraceContext } from "./trace-context.ts";
export { ServedTrailers, type Trailers, type TrailerValue } from "./trailers.ts";
export { type ContextHost, type Peer, ServedContext } from "./served-context.ts";
