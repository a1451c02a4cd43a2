/** Walking over a syntax tree without knowing each kind of node. */

/** A node of the syntax tree; fields are read by name. */
export interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** Visits each node, parents first; `ancestors` leads from the root to the node's parent. */
export function walk(
  root: unknown,
  visit: (node: Syntax, ancestors: readonly Syntax[]) => void,
  ancestors: readonly Syntax[] = [],
): void {
  if (!isSyntax(root)) return;
  visit(root, ancestors);
  const below = [...ancestors, root];
  for (const child of childrenOf(root)) walk(child, visit, below);
}

/** The nodes directly below a node. */
export function childrenOf(node: Syntax): Syntax[] {
  return Object.values(node).flat().filter(isSyntax);
}

/** The name of an identifier, or of a property written as text. */
export function nameOfNode(node: unknown): string | undefined {
  if (!isSyntax(node)) return undefined;
  if (node.type === "Identifier") return node["name"] as string;
  return typeof node["value"] === "string" ? node["value"] : undefined;
}

/** Says whether a node is code that can be called. */
export function isFunction(node: Syntax): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** Says whether a value is a node. */
export function isSyntax(value: unknown): value is Syntax {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
