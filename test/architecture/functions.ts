/** Measures every function of a file. */
import type { Source } from "./source.ts";
import { childrenOf, isFunction, isSyntax, nameOfNode, type Syntax, walk } from "./syntax.ts";

/** How large one function is. */
export interface FunctionSize {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
  /** Levels of `if`, loops, `switch` and `try` inside each other; `else if` adds none. */
  readonly nesting: number;
  readonly parameters: number;
}

const branches = /^(If|For|ForIn|ForOf|While|DoWhile|Switch|Try)Statement$/;

/** Every function, method and arrow function; one without a name is `a callback`. */
export function functionsOf(source: Source): FunctionSize[] {
  const sizes: FunctionSize[] = [];
  walk(source.program, (node, ancestors) => {
    if (!isFunction(node)) return;
    const line = source.lineAt(node.start);
    sizes.push({
      name: functionName(node, ancestors.at(-1)),
      line,
      lines: source.lineAt(node.end) - line + 1,
      nesting: nestingBelow(node),
      parameters: (node["params"] as Syntax[]).filter((param) => nameOfNode(param) !== "this")
        .length,
    });
  });
  return sizes;
}

function functionName(node: Syntax, parent: Syntax | undefined): string {
  const isMember = /^(MethodDefinition|PropertyDefinition|Property)$/.test(parent?.type ?? "");
  const fromParent = parent?.type === "VariableDeclarator" ? parent["id"] : undefined;
  const key = isMember ? parent?.["key"] : undefined;
  return nameOfNode(node["id"]) ?? nameOfNode(fromParent) ?? nameOfNode(key) ?? "a callback";
}

function nestingBelow(node: Syntax): number {
  return Math.max(0, ...childrenOf(node).map((child) => nestingOf(child, node)));
}

function nestingOf(node: Syntax, parent: Syntax): number {
  if (isFunction(node)) return 0;
  const isElseIf = node.type === "IfStatement" && parent["alternate"] === node;
  const own = branches.test(node.type) && !isElseIf ? 1 : 0;
  return (
    own +
    Math.max(
      0,
      ...childrenOf(node)
        .filter(isSyntax)
        .map((child) => nestingOf(child, node)),
    )
  );
}
