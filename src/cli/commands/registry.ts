/** Every command, in the order that help shows them. */

import { assets } from "./assets.ts";
import { check } from "./check.ts";
import { config } from "./config.ts";
import type { Command, CommandGroup } from "./contract.ts";
import { dev } from "./dev.ts";
import { logs } from "./logs.ts";
import { maintenance } from "./maintenance.ts";
import { reload } from "./reload.ts";
import { scale } from "./scale.ts";
import { serve } from "./serve.ts";
import { servers } from "./servers.ts";
import { status } from "./status.ts";
import { stop } from "./stop.ts";
import { upgrade } from "./upgrade.ts";

/** One row per file in `commands/`. */
export const commands: readonly (Command | CommandGroup)[] = [
  serve,
  dev,
  check,
  config,
  servers,
  reload,
  upgrade,
  scale,
  status,
  logs,
  maintenance,
  stop,
  assets,
];
