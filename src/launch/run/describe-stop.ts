/** How a person stops the server, for the banner (row Q2). */

/** Where it runs. */
export interface StopFacts {
  /** Whether the process obeys signals. */
  readonly isStoppable: boolean;
  readonly platform: string;
  readonly pid: number;
}

/** One line; Windows has no TERM that a program could hear. */
export function describeStop({ isStoppable, platform, pid }: StopFacts): string {
  const command = platform === "win32" ? `taskkill /f /pid ${pid}` : `kill ${pid}`;
  if (isStoppable) return `Press Ctrl-C to stop, or: ${command}`;
  return `Stop it by close(), or: ${command}`;
}
