/** An h3 app of version 1: only h3 itself can make a Node listener of it, and the project has that. */

import { fromNodeListener, type Handler, type NodeListener } from "../../../http/index.ts";
import { appErrors } from "../errors.ts";
import { importBeside } from "../import-beside.ts";
import { hasMembers } from "../members.ts";
import type { AppShape } from "./contract.ts";

/** What `createApp()` of h3 makes. */
export interface H3V1Like {
  readonly handler: object;
  readonly stack: readonly unknown[];
}

/** h3 1, as in Nitro and Nuxt up to version 3. */
export const h3V1: AppShape<H3V1Like, "h3-v1"> = {
  name: "h3-v1",
  noun: "an h3 app (version 1)",
  summary: "an h3 app of version 1",
  matches: (value): value is H3V1Like =>
    typeof value === "object" &&
    hasMembers(value, {
      handler: "function",
      use: "function",
      resolve: "function",
      stack: "object",
      options: "object",
    }),
  adapt(app, { file }) {
    let handler: Handler | undefined;
    return {
      handler(request, context) {
        if (handler === undefined) throw appErrors.fail.APP_NOT_STARTED({ noun: "an h3 app" });
        return handler(request, context);
      },
      needsNodePair: true,
      async start() {
        const { toNodeListener } = await importBeside("h3", file);
        if (typeof toNodeListener !== "function") throw appErrors.fail.APP_H3_FOREIGN({});
        handler = fromNodeListener(toNodeListener(app) as NodeListener);
      },
    };
  },
};
