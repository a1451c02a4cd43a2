/** Where a file acts on the whole process. */
import type { Power } from "./powers.ts";
import type { Source } from "./source.ts";
import { isSyntax, nameOfNode, type Syntax, walk } from "./syntax.ts";

const members: Readonly<Record<string, Power>> = {
  env: "environment",
  argv: "arguments and exit",
  exit: "arguments and exit",
  exitCode: "arguments and exit",
  abort: "arguments and exit",
  stdout: "output",
  stderr: "output",
};

const listening = /^(on|once|addListener|prependListener|prependOnceListener)$/;
const hiding = /^node:(process|timers|timers\/promises|console)$|^(process|timers|console)$/;

/** One use of a power; an import that would hide its uses from this check has none. */
export interface Use {
  readonly what: string;
  readonly line: number;
  readonly power?: Power | undefined;
}

/** Every use of a power in one file. */
export function usesOf(source: Source): Use[] {
  const uses: Use[] = [];
  walk(source.program, (node, ancestors) => {
    const found = powerOf(node, ancestors);
    if (found !== undefined) uses.push({ ...found, line: source.lineAt(node.start) });
  });
  const imported = source.imports
    .filter(({ specifier }) => hiding.test(specifier))
    .map(({ specifier, line }) => ({ what: `the module ${specifier}`, line }));
  return [...uses, ...imported];
}

function powerOf(node: Syntax, ancestors: readonly Syntax[]): Omit<Use, "line"> | undefined {
  if (node.type === "CallExpression") return signalPower(node);
  if (node.type === "Identifier") return globalPower(node, ancestors.at(-1));
  if (node.type === "VariableDeclarator" && isProcess(node["init"])) {
    const names = ((node["id"] as Syntax)["properties"] as Syntax[] | undefined) ?? [];
    return memberPower(names.map(({ key }) => nameOfNode(key)).find((name) => members[name ?? ""]));
  }
  if (node.type !== "MemberExpression" || !isProcess(node["object"])) return undefined;
  return memberPower(nameOfNode(node["property"]));
}

function memberPower(name = ""): Omit<Use, "line"> | undefined {
  const power = Object.hasOwn(members, name) ? members[name] : undefined;
  return power && { what: `process.${name}`, power };
}

function signalPower(node: Syntax): Omit<Use, "line"> | undefined {
  const callee = node["callee"] as Syntax;
  const isListening =
    isProcess(callee["object"]) && listening.test(nameOfNode(callee["property"]) ?? "");
  if (!isListening) return undefined;
  const event = nameOfNode((node["arguments"] as Syntax[])[0]) ?? "SIG…";
  const isLiteral = (node["arguments"] as Syntax[])[0]?.type === "Literal";
  if (isLiteral && !event.startsWith("SIG")) return undefined;
  return { what: `process.on(${event})`, power: "signals" };
}

function globalPower(node: Syntax, parent: Syntax | undefined): Omit<Use, "line"> | undefined {
  const name = nameOfNode(node) ?? "";
  const isGlobal = parent?.["property"] !== node || nameOfNode(parent["object"]) === "globalThis";
  const isKey = parent?.["key"] === node || parent?.type === "ImportSpecifier";
  if (!isGlobal || isKey) return undefined;
  if (name === "setTimeout" || name === "setInterval") return { what: name, power: "timers" };
  return name === "console" ? { what: name, power: "output" } : undefined;
}

function isProcess(node: unknown): boolean {
  if (!isSyntax(node)) return false;
  if (node.type === "MemberExpression") return nameOfNode(node["property"]) === "process";
  return nameOfNode(node) === "process";
}
