/** Everything a person types. Floor 8. */
export { type ProgramCall, runProgram } from "./program.ts";
export { createTerminal, type Terminal } from "./terminal.ts";
