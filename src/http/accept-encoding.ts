/** Which content coding a client wants (RFC 9110 §12.5.3). */

/** How much a client wants a coding, 0 (not at all) to 1. */
export type CodingWeights = (coding: string) => number;

/** What a coding is called besides its own name; RFC 9110 §8.4.1.3. */
const aliases: Readonly<Record<string, string>> = { "x-gzip": "gzip" };
const item = /^[ \t]*([!#$%&'*+.^_`|~\w-]+)[ \t]*(?:;[ \t]*q=([\d.]*)[ \t]*)?$/i;
const weight = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** The field of most requests is one of a few, so what it says is remembered. */
const remembered = new Map<string, CodingWeights>();
const mostRemembered = 64;
const longestRemembered = 128;

/**
 * Reads Accept-Encoding. Without the field only `identity` has a weight, as who does not ask may not understand. Items
 * that are malformed are left out. `identity` weighs as little as can be unless it is named or ruled out by `*;q=0`.
 */
export function parseAcceptEncoding(field = ""): CodingWeights {
  const known = remembered.get(field);
  if (known !== undefined) return known;
  const weights = read(field);
  if (remembered.size >= mostRemembered) remembered.clear();
  if (field.length <= longestRemembered) remembered.set(field, weights);
  return weights;
}

/**
 * The offer that the client wants most, the first of those that it wants equally; undefined when it wants none of them.
 */
export function chooseCoding<Coding extends string>(
  field: string | undefined,
  offers: readonly Coding[],
): Coding | undefined {
  const weigh = parseAcceptEncoding(field);
  let best: Coding | undefined;
  for (const offer of offers) {
    if (weigh(offer) > (best === undefined ? 0 : weigh(best))) best = offer;
  }
  return best;
}

function read(field: string): CodingWeights {
  const named = new Map<string, number>();
  for (const text of field.split(",", 64)) {
    const [, name = "", q = "1"] = item.exec(text) ?? [];
    if (name === "" || !weight.test(q)) continue;
    const coding = name.toLowerCase();
    named.set(aliases[coding] ?? coding, Number(q));
  }
  const others = named.get("*");
  return (coding) => {
    const own = named.get(coding);
    if (own !== undefined) return own;
    if (coding === "identity") return others === 0 ? 0 : 0.0001;
    return others ?? 0;
  };
}
