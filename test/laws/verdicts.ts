/** Reads verdicts as tests compare them. */

import type { Verdict } from "../../src/laws/index.ts";

/** The promises that are broken, by id. */
export function brokenIds(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap((verdict) => (verdict.kind === "broken" ? [verdict.promise] : []));
}

/** Why they are broken, for whoever reads a failed test. */
export function reasonsOf(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map((verdict) =>
    verdict.kind === "broken" ? `${verdict.promise}: ${verdict.reason}` : "",
  );
  return lines.filter((line) => line !== "").join("\n");
}
