/** Files of a folder, beside nginx and what Node has for them: `bench/static`, the requests that have floors. */

import { toFlags } from "../../competitors/commands/flags.ts";
import type { OwnSuite } from "../suite.ts";

export const staticFiles: OwnSuite = {
  kind: "own",
  name: "static",
  title: "Static files",
  about:
    "Files of 10 KB as they are and compressed beforehand, and of 1 MB, from one process on one core, connections kept alive; `npm run bench -- static` knows more.",
  isDefault: true,
  args: ({ seconds, rounds }) =>
    toFlags({
      seconds: String(seconds),
      rounds: String(rounds),
      requests: "10 KB,1 MB,precompressed",
    }),
  estimate: ({ seconds, rounds }) => 3 * 6 * rounds * (seconds + 2),
};
