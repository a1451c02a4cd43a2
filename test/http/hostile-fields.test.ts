import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const child = join(import.meta.dirname, "reading-child.ts");

/** What takes seconds here takes hours where a pattern goes back over what it has read. */
const deadline = 60_000;

it(
  "no field of a request takes for ever to read, however it was made up",
  () => {
    const read = execFileSync(process.execPath, [child], { timeout: deadline, encoding: "utf8" });
    expect(read).toBe("through");
  },
  2 * deadline,
);
