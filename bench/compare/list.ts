/** What `--list` prints: suites, competitors, and what they need. */

import type { Competitor } from "../competitors/contract.ts";
import { competitors } from "../competitors/registry.ts";
import { missing } from "../measuring/needs.ts";
import { formatTable } from "../reporting/table.ts";
import { estimateSuite } from "./plan.ts";
import type { Effort } from "./suite.ts";
import type { Suite } from "./suite.ts";

/** Two tables. */
export function formatList(suites: readonly Suite[], effort: Effort): string {
  const suiteRows = suites.map((suite) => [
    suite.name,
    suite.isDefault ? "default" : "by name",
    formatMinutes(estimateSuite(suite, { ...effort, only: undefined })),
    suite.kind === "own" ? suite.title : suite.competitors.join(" "),
  ]);
  const rows = competitors.map((one) => [one.name, one.about, formatNeeds(one)]);
  const suiteTable = formatTable(
    [{ head: "suite" }, { head: "runs" }, { head: "takes", isNumber: true }, { head: "servers" }],
    suiteRows,
  );
  const heads = [{ head: "server" }, { head: "what it is" }, { head: "needs" }];
  return `${suiteTable}\n\n${formatTable(heads, rows)}\n`;
}

/** Seconds as minutes, rounded up. */
export function formatMinutes(seconds: number): string {
  return `${Math.ceil(seconds / 60)} min`;
}

function formatNeeds({ needs }: Competitor): string {
  const words = needs.map((need) =>
    need.kind === "npm"
      ? `${need.package}@${need.range}, which the bench installs for itself`
      : (missing(need) ?? (need.kind === "program" ? `${need.package} (Debian)` : "")),
  );
  return words.join("; ");
}
