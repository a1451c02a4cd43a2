/** The hello app for `landfall serve`. The worker has put its own Response in place before it loads this. */

import { createHandler } from "./fetch-handler.ts";

const handler: ReturnType<typeof createHandler> = createHandler(globalThis.Response);
const app: { readonly fetch: typeof handler } = { fetch: handler };

export default app;
