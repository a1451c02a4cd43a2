/** Which media type a client wants (RFC 9110 §12.5.1). */

const token = "[!#$%&'*+.^_`|~\\w-]+";
const item = new RegExp(
  `^[ \\t]*(${token})/(${token})[ \\t]*(?:;[ \\t]*q=([\\d.]{1,5})[ \\t]*)?$`,
  "i",
);

interface Wanted {
  readonly range: string;
  readonly weight: number;
}

/**
 * The offer that the client wants most, the first of those that it wants equally; undefined when it wants none of them. Items
 * with parameters other than `q`, and malformed ones, are left out.
 */
export function chooseMediaType<Type extends string>(
  field: string | null,
  offers: readonly Type[],
): Type | undefined {
  if (field === null || field.trim() === "") return offers[0];
  const wanted = field.split(",", 64).flatMap(parseItem);
  let best: { readonly offer: Type; readonly weight: number } | undefined;
  for (const offer of offers) {
    const weight = weigh(offer, wanted);
    if (weight > (best?.weight ?? 0)) best = { offer, weight };
  }
  return best?.offer;
}

function parseItem(text: string): Wanted[] {
  const [, type = "", subtype = "", q = "1"] = item.exec(text) ?? [];
  const weight = Number(q);
  if (type === "" || Number.isNaN(weight) || weight > 1) return [];
  return [{ range: `${type}/${subtype}`.toLowerCase(), weight }];
}

/** The most specific range that fits decides. */
function weigh(offer: string, wanted: readonly Wanted[]): number {
  const ranges = [offer, `${offer.split("/")[0]}/*`, "*/*"];
  for (const range of ranges) {
    const fit = wanted.find((candidate) => candidate.range === range);
    if (fit !== undefined) return fit.weight;
  }
  return 0;
}
