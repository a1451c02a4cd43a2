/** Tests that become another user: root can, and then the checkout must be one that others may enter. */

import { statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const others = 0o001;

/** Whether another user whom we become could start this checkout's command. */
export const mayBecomeStranger: boolean =
  process.getuid?.() === 0 && isOpen(fileURLToPath(new URL("../..", import.meta.url)));

function isOpen(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & others) !== 0 && (parent === folder || isOpen(parent));
}
