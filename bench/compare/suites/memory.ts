/** Memory of everything but workers after reloads: `bench/memory`. */

import type { OwnSuite } from "../suite.ts";

export const memory: OwnSuite = {
  kind: "own",
  name: "memory",
  title: "Memory of the master",
  about: "Memory of everything but the workers before and after twenty reloads.",
  isDefault: true,
  args: () => ["--rounds", "1"],
  estimate: () => 60,
};
