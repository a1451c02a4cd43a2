/** Each file says what it is for, each export what it is. */
import type { Finding } from "./finding.ts";
import { exportedDeclarations } from "./names.ts";
import type { Source } from "./source.ts";

/** Reports files without a header of one to three lines, and exports without a doc comment. */
export function checkDocumentation(sources: readonly Source[]): Finding[] {
  return sources.flatMap((source) => [...checkHeader(source), ...checkExports(source)]);
}

function checkHeader(source: Source): Finding[] {
  const header = headerOf(source);
  if (header === undefined) return [finding(source, 1, "begins without saying what it is for")];
  const lines = header.value.split("\n").filter((line) => /[^\s*]/.test(line)).length;
  if (lines <= 3) return [];
  return [finding(source, 1, `has a header of ${lines} lines, at most 3`)];
}

function checkExports(source: Source): Finding[] {
  const header = headerOf(source);
  const seen = new Set<string>();
  return exportedDeclarations(source).flatMap(({ names, start }) => {
    const name = names.join(", ");
    const isOverload = seen.has(name);
    seen.add(name);
    const comment = source.comments.find(
      ({ type, value, end }) =>
        type === "Block" && value.startsWith("*") && isBlank(source.text.slice(end, start)),
    );
    if (isOverload || (comment !== undefined && comment !== header)) return [];
    return [finding(source, source.lineAt(start), `${name} has no doc comment`)];
  });
}

function headerOf({ comments, text }: Source): Source["comments"][number] | undefined {
  return comments.find(({ type, start }) => type === "Block" && isBlank(text.slice(0, start)));
}

function isBlank(text: string): boolean {
  return text.replace(/^#!.*\n/, "").trim() === "";
}

function finding({ path }: Source, line: number, message: string): Finding {
  return { rule: "documentation", path, line, message };
}
