/** How long `--help` and the first byte of an app take: `bench/startup`. */

import type { OwnSuite } from "../suite.ts";

export const startup: OwnSuite = {
  kind: "own",
  name: "startup",
  title: "Startup",
  about:
    "How long `landfall --help` takes, and `landfall serve` to the first byte of an app in JavaScript.",
  isDefault: true,
  args: ({ rounds }) => ["--rounds", String(rounds)],
  estimate: ({ rounds }) => rounds * 5,
};
