/** Fault: Keeps the last of repeated request fields. */

import type { ServerAdapter } from "../../../src/serve/engines/index.ts";
import { aroundNode } from "./around-node.ts";

/** Keeps the last of repeated request fields. */
export const overwritesFields: ServerAdapter = aroundNode({
  name: "overwrites-fields",
  handler: (handler) => (request, context) => {
    const twice = request.headers.get("x-twice");
    if (twice !== null) request.headers.set("x-twice", twice.split(", ").at(-1) ?? "");
    return handler(request, context);
  },
});
