/** Fault: Drops all but the first Set-Cookie. */

import type { ServerAdapter } from "../../../src/serve/engines/index.ts";
import { aroundNode } from "./around-node.ts";

/** Drops all but the first Set-Cookie. */
export const dropsSetCookie: ServerAdapter = aroundNode({
  name: "drops-set-cookie",
  handler: (handler) => async (request, context) => {
    const response = await handler(request, context);
    const [first] = response?.headers.getSetCookie() ?? [];
    if (first !== undefined) response.headers.set("set-cookie", first);
    return response;
  },
});
