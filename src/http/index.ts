/** HTTP as every wing speaks it: the app contract, the request's context, the bridge to Node. */
export type { App, Handler, StartInfo } from "./app.ts";
export type { ClientAddress, RequestContext } from "./context.ts";
