/** What can be wrong with what is asked of the machine. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What each error is told. */
export interface MachineErrors {
  PROGRAM_MISSING: { program: string; option: string };
}

/** The table: code, message, hint, exit code. */
export const machineErrors: ErrorTable<MachineErrors> = defineErrors<MachineErrors>({
  PROGRAM_MISSING: {
    message: ({ program, option }) =>
      `${option} needs the program ${program}, which is not in PATH`,
    hint: ({ option }) => `Install util-linux (it exists on Linux only), or leave ${option} out.`,
    exitCode: 1,
  },
});
