/** Tables in Markdown that are as readable on a terminal: their columns aligned, numbers to the right. Pure. */

/** A column: its heading, and whether it holds numbers. */
export interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
}

/** A Markdown table; each row has as many cells as there are columns. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const cells = [columns.map(({ head }) => head), ...rows];
  const widths = columns.map((_, at) => Math.max(3, ...cells.map((row) => row[at]?.length ?? 0)));
  const pad = (text: string, at: number): string =>
    columns[at]?.isNumber ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0);
  const rule = widths.map((width, at) =>
    columns[at]?.isNumber ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  const [first = [], ...rest] = cells.map((row) => row.map(pad));
  return [first, rule, ...rest].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
