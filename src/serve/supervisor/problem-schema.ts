/** A `Problem` as it comes over a pipe or a socket. */

import * as z from "zod";
import type { Problem } from "../../core/index.ts";

/** Validates what the other side calls a problem. */
export const problemSchema: z.ZodType<Problem> = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  exitCode: z.literal([0, 1, 2, 3, 130]),
  stack: z.string().optional(),
});
