/** What tests of upgrades have in common. */

import { eventually, type LandfallProcess, run } from "./landfall-process.ts";

/** What `landfall status --json` says, as far as these tests read it. */
export interface Status {
  readonly pid: number;
  readonly stem?: number;
  readonly phase: string;
  readonly workers: readonly { readonly pid: number; readonly state: string }[];
}

/** What the running master says of itself. */
export async function statusOf(cwd: string): Promise<Status> {
  const { stdout, stderr } = await run(["status", "--json"], { cwd });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Status;
}

/** The pid of the running master. */
export async function masterOf(cwd: string): Promise<number> {
  return (await statusOf(cwd)).pid;
}

/** Waits until the log tells of so many upgrades. */
export async function upgraded(server: LandfallProcess, times: number): Promise<void> {
  const count = () => server.stderr.match(/upgraded: process/g)?.length ?? 0;
  await eventually(() => count() >= times || undefined, `upgrade ${times}`, 20_000);
}
