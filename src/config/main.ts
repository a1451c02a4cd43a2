/** The entry of the process that loads one configuration file: what it loads leaves nothing behind in the master. */

import { toProblem } from "../core/index.ts";
import { loadConfigModule, type ModuleRequest } from "./config-module.ts";

process.once("message", (request) => {
  void loadConfigModule(request as ModuleRequest)
    .then((values) => ({ values }))
    .catch((error: unknown) => ({ problem: toProblem(error) }))
    .then((answer) => process.send?.(answer));
});
