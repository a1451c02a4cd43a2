/** The table of docs/frameworks.md, and how it comes there. */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Project } from "./project.ts";
import type { Trial } from "./trial.ts";

/** One framework and what became of it. */
export interface Row {
  readonly project: Project;
  readonly version: string;
  readonly trial: Trial;
}

const page = fileURLToPath(new URL("../../docs/frameworks.md", import.meta.url));
const begin = "<!-- written by `npm run bench -- frameworks --write` -->\n";
const end = "<!-- end -->";

/** A Markdown table, its columns aligned. */
export function formatTable(rows: readonly Row[]): string {
  const head = ["server", "version", "command", "requests", "lost"];
  const cells = [head, ...rows.map(toCells)];
  const widths = head.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const isNumber = (at: number): boolean => at > 2;
  const pad = (text: string, at: number): string =>
    isNumber(at) ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0);
  const rule = widths.map((width, at) =>
    isNumber(at) ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  const [first = [], ...rest] = cells.map((row) => row.map(pad));
  return [first, rule, ...rest].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Puts the table between its marks. */
export function writeTable(table: string): void {
  const text = readFileSync(page, "utf8");
  const [head, rest = ""] = text.split(begin);
  const tail = rest.slice(rest.indexOf(end));
  writeFileSync(page, `${head}${begin}\n${table}\n\n${tail}`);
}

function toCells({ project, version, trial }: Row): string[] {
  const { title, package: name, app } = project;
  return [
    title,
    `${name.replace(/^@.*\//, "")} ${version}`,
    `\`landfall serve ${app}\``,
    String(trial.requests),
    String(trial.faults.length),
  ];
}
