/** The `Forwarded` field as RFC 7239 §4 writes it: elements in order of the hops, each with named parameters. */

/** One hop: its parameters by their names in lower case, e.g. `for`, `by`, `host`, `proto`. */
export type ForwardedElement = ReadonlyMap<string, string>;

/** RFC 9110 §5.6.2, and the inside of §5.6.4. */
const token = "[!#$%&'*+.^_`|~\\w-]+";
const quoted =
  '"(?:[\\t\\x20\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"';
/** A parameter, and what ends it; blanks around the separators are what senders in the field write. */
const parameter = new RegExp(`[ \\t]*(?:(${token})=(${token}|${quoted})[ \\t]*)?(;|,|$)`, "y");
const isToken = new RegExp(`^${token}$`);

/** Reads the field, or one line of it; undefined unless all of it is well-formed. Empty elements are left out. */
export function parseForwarded(text: string): readonly ForwardedElement[] | undefined {
  const elements: Map<string, string>[] = [new Map()];
  for (let position = 0, end = ","; end !== "";) {
    parameter.lastIndex = position;
    const match = parameter.exec(text);
    if (match === null) return undefined;
    const [, name, value] = match;
    const element = elements.at(-1) as Map<string, string>;
    if (name !== undefined && !add(element, name.toLowerCase(), value ?? "")) return undefined;
    end = match[3] as string;
    if (end === ",") elements.push(new Map());
    position = parameter.lastIndex;
  }
  return elements.filter(({ size }) => size > 0);
}

/** Writes elements so that `parseForwarded` reads the same ones back. */
export function formatForwarded(elements: readonly ForwardedElement[]): string {
  return elements.map(formatElement).join(", ");
}

/** A parameter stands once in an element. */
function add(element: Map<string, string>, name: string, value: string): boolean {
  if (element.has(name)) return false;
  element.set(name, value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value);
  return true;
}

function formatElement(element: ForwardedElement): string {
  return [...element].map(([name, value]) => `${name}=${formatValue(value)}`).join(";");
}

function formatValue(value: string): string {
  return isToken.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}
