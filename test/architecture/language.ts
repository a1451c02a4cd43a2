/** What the house leaves out of the language. */
import type { Finding } from "./finding.ts";
import type { Source } from "./source.ts";
import { walk } from "./syntax.ts";

const nodes: Readonly<Record<string, string>> = {
  ExportDefaultDeclaration: "a default export has no name; export a named one",
  TSAnyKeyword: "any switches the checker off; use unknown",
  TSEnumDeclaration: "an enum is no type-only syntax; use a union of names",
  TSModuleDeclaration: "a namespace is no type-only syntax; a file is one",
};

/** Reports default exports, `any`, enums, namespaces and switched-off type errors. */
export function checkLanguage(sources: readonly Source[]): Finding[] {
  return sources.flatMap((source) => [...checkNodes(source), ...checkComments(source)]);
}

function checkNodes(source: Source): Finding[] {
  const findings: Finding[] = [];
  walk(source.program, ({ type, start }) => {
    const message = nodes[type];
    if (message !== undefined) findings.push(finding(source, start, message));
  });
  return findings;
}

function checkComments(source: Source): Finding[] {
  return source.comments.flatMap(({ value, start }) => {
    const marker = /@ts-(ignore|nocheck)/.exec(value)?.[0];
    return marker === undefined ? [] : [finding(source, start, `${marker} hides every error`)];
  });
}

function finding({ path, lineAt }: Source, start: number, message: string): Finding {
  return { rule: "language", path, line: lineAt(start), message };
}
