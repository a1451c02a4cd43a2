/** Who may do what only one may do, and who may be larger than the budgets allow; each with its reason. */
import type { Exemptions } from "./budgets.ts";
import type { Holder } from "./powers.ts";

/** The holders of each power. Add a row only with a reason that a reader accepts. */
export const holders: readonly Holder[] = [
  { power: "environment", at: "config/", reason: "it is one of the sources of settings" },
  { power: "environment", at: "bin/", reason: "entry points hand it on" },
  {
    power: "arguments and exit",
    at: "cli/",
    reason: "it reads what was typed and ends with a code",
  },
  { power: "arguments and exit", at: "bin/", reason: "entry points" },
  {
    power: "environment",
    at: "serve/worker/main.ts",
    reason: "a worker's entry point, which hands it on",
  },
  {
    power: "environment",
    at: "serve/guards/admin-only.ts",
    reason: "an app follows its own reference to a secret, as it loads",
  },
  { power: "arguments and exit", at: "serve/worker/main.ts", reason: "a worker's entry point" },
  { power: "signals", at: "serve/supervisor/", reason: "signals are commands to the master" },
  {
    power: "signals",
    at: "serve/worker/",
    reason: "a worker ignores what is meant for its master",
  },
  { power: "signals", at: "bin/", reason: "the first statement, before Node can act by itself" },
  { power: "output", at: "cli/", reason: "it prints what was asked for" },
  { power: "output", at: "bin/", reason: "a last word when nothing else could be loaded" },
  {
    power: "output",
    at: "serve/worker/main.ts",
    reason: "its stderr is how a worker reports to its master's log",
  },
  { power: "timers", at: "core/clock.ts", reason: "it is the clock that everyone is handed" },
];

/** Files that may exceed the size budgets, with the reason. */
export const exemptions: Exemptions = {};
