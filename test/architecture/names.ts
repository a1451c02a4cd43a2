/** Which names a file exports, and which it uses outside its imports. */
import { isSyntax, nameOfNode, type Syntax, walk } from "./syntax.ts";
import type { Source } from "./source.ts";

/** An exported declaration: its names and where it starts. */
export interface ExportedDeclaration {
  readonly names: readonly string[];
  readonly kind: string;
  readonly start: number;
}

/** `export const …`, `export function …`, and the like; re-exports are not declarations. */
export function exportedDeclarations(source: Source): ExportedDeclaration[] {
  return (source.program.body as unknown as Syntax[]).flatMap((node) => {
    const declaration = node["declaration"];
    if (node.type !== "ExportNamedDeclaration" || !isSyntax(declaration)) return [];
    return [{ names: declaredNames(declaration), kind: declaration.type, start: node.start }];
  });
}

/** The names of exported values and re-exports. */
export function exportedNames(source: Source): string[] {
  const declared = exportedDeclarations(source)
    .filter(({ kind }) => !/^TS(Interface|TypeAlias)/.test(kind))
    .flatMap(({ names }) => names);
  const listed = (source.program.body as unknown as Syntax[])
    .flatMap((node) => (node["specifiers"] as Syntax[] | undefined) ?? [])
    .filter((node) => node.type === "ExportSpecifier")
    .flatMap((node) => nameOfNode(node["exported"]) ?? []);
  return [...declared, ...listed];
}

/** Every identifier that stands outside import declarations. */
export function usedNames(source: Source): Set<string> {
  const names = new Set<string>();
  walk(source.program, (node, ancestors) => {
    if (ancestors.some(({ type }) => type === "ImportDeclaration")) return;
    const name = node.type === "Identifier" ? nameOfNode(node) : undefined;
    if (name !== undefined) names.add(name);
  });
  return names;
}

function declaredNames(declaration: Syntax): string[] {
  const list = (declaration["declarations"] as Syntax[] | undefined) ?? [declaration];
  return list.flatMap((entry) => nameOfNode(entry["id"]) ?? []);
}
