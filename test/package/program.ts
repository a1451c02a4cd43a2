/** Any program in a process group of its own, ended with the test. */

import { spawn } from "node:child_process";
import { onTestFinished } from "vitest";

/** Starts it; `ended` resolves with its exit code, or with the signal's name. */
export function startProgram(
  file: string,
  args: readonly string[],
  call: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): { readonly pid: number; readonly ended: Promise<number | string> } {
  const child = spawn(file, args, { ...call, detached: true, stdio: "ignore" });
  const ended = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
  onTestFinished(async () => {
    try {
      process.kill(-child.pid!, "SIGKILL");
    } catch {
      // The whole group has ended by itself.
    }
    await ended;
  });
  return { pid: child.pid!, ended };
}
