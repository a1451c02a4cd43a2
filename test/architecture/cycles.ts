/** No file imports itself by a detour, type imports included. */
import type { Finding } from "./finding.ts";
import type { Import, Source } from "./source.ts";

interface Trail {
  readonly byPath: ReadonlyMap<string, Source>;
  readonly path: readonly string[];
  readonly done: Set<string>;
  readonly findings: Finding[];
}

/** Reports each cycle once, at the import that closes it. */
export function checkCycles(sources: readonly Source[]): Finding[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const trail: Trail = { byPath, path: [], done: new Set(), findings: [] };
  for (const source of sources) follow(source, trail);
  return trail.findings;
}

function follow(source: Source, trail: Trail): void {
  if (trail.done.has(source.path)) return;
  const path = [...trail.path, source.path];
  for (const entry of source.imports) step(entry, source, { ...trail, path });
  trail.done.add(source.path);
}

function step(entry: Import, source: Source, trail: Trail): void {
  const next = trail.byPath.get(entry.target ?? "");
  if (next === undefined) return;
  const start = trail.path.indexOf(next.path);
  if (start < 0) return follow(next, trail);
  const message = [...trail.path.slice(start), next.path].join(" → ");
  trail.findings.push({ rule: "cycles", path: source.path, line: entry.line, message });
}
