/** A parsed source file with what the checks ask of it. */
import { type Comment, parseSync, type Program } from "oxc-parser";
import { type Syntax, walk } from "./syntax.ts";

/** One import, dynamic import, re-export or type import of a module. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** The file below `src/` that a relative specifier means. */
  readonly target?: string | undefined;
}

/** One file below `src/`. */
export interface Source {
  /** Relative to `src/`, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
  lineAt(offset: number): number;
}

/** Parses one file; a syntax error is a broken test, not a finding. */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  const imports: Import[] = [];
  walk(program, (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return;
    const target = specifier.startsWith(".") ? resolve(path, specifier) : undefined;
    imports.push({ specifier, line: lineAt(node.start), target });
  });
  return { path, text, program, comments, imports, lineAt };
}

/** Parses files given as text, for planted faults. */
export function parseTree(files: Readonly<Record<string, string>>): Source[] {
  return Object.entries(files).map(([path, text]) => parseSource(path, text));
}

/** The folder part of a path, without a trailing `/`; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function specifierOf(node: Syntax): string | undefined {
  const isImport = /^(Import|ExportNamed|ExportAll)Declaration$|^ImportExpression$|^TSImportType$/;
  if (!isImport.test(node.type)) return undefined;
  const source = node["source"] as { value?: unknown } | null | undefined;
  return typeof source?.value === "string" ? source.value : undefined;
}

function resolve(from: string, specifier: string): string {
  const parts = folderOf(from).split("/").filter(Boolean);
  for (const part of specifier.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
