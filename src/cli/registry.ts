/** Every command, in the order that help shows them. */

import type { Command } from "./command.ts";
import { reload } from "./commands/reload.ts";
import { serve } from "./commands/serve.ts";
import { status } from "./commands/status.ts";
import { stop } from "./commands/stop.ts";

/** One row per file in `commands/`. */
export const commands: readonly Command[] = [serve, reload, status, stop];
