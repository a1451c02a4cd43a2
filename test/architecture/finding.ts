/** What a check reports: which rule is broken, where, and how. */

/** One broken rule at one place; `path` is relative to `src/`. */
export interface Finding {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Writes a finding as `src/PATH:LINE rule: message`. */
export function formatFinding({ rule, path, line, message }: Finding): string {
  return `src/${path}:${line} ${rule}: ${message}`;
}
