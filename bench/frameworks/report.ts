/** The table of docs/frameworks.md, and how it comes there. */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { replaceBlock } from "../reporting/blocks.ts";
import { formatTable as formatAny } from "../reporting/table.ts";
import type { Project } from "./project.ts";
import type { Trial } from "./trial.ts";

/** One framework and what became of it. */
export interface Row {
  readonly project: Project;
  readonly version: string;
  readonly trial: Trial;
}

const page = fileURLToPath(new URL("../../docs/frameworks.md", import.meta.url));

/** A Markdown table, its columns aligned. */
export function formatTable(rows: readonly Row[]): string {
  const texts = ["server", "version", "command"].map((head) => ({ head }));
  const numbers = ["requests", "lost"].map((head) => ({ head, isNumber: true }));
  return formatAny([...texts, ...numbers], rows.map(toCells));
}

/** Puts the table between its marks. */
export function writeTable(table: string): void {
  const text = readFileSync(page, "utf8");
  writeFileSync(page, replaceBlock(text, "frameworks --write", table));
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
