/** Entity tags (RFC 9110 §8.8.3) and lists of them, as the conditional fields carry them. */

/** A tag: what stands between its quotes, and whether it is only a weak one. */
export interface EntityTag {
  readonly weak: boolean;
  readonly opaque: string;
}

/** Blanks have one place each: a field of many blanks must not be tried in every way to share them out. */
const item = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(,|$)/y;

/** Reads a list of tags, or `*`; undefined unless all of it is well-formed. */
export function parseEntityTags(text: string): readonly EntityTag[] | "any" | undefined {
  if (text.trim() === "*") return "any";
  const tags: EntityTag[] = [];
  for (let position = 0, end = ","; end !== "";) {
    item.lastIndex = position;
    const match = item.exec(text);
    if (match === null) return undefined;
    const [, weak, opaque] = match;
    if (opaque !== undefined) tags.push({ weak: weak !== undefined, opaque });
    end = match[3] as string;
    position = item.lastIndex;
  }
  return tags.length === 0 ? undefined : tags;
}

/** Reads exactly one tag. */
export function parseEntityTag(text: string): EntityTag | undefined {
  const match = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/.exec(text.trim());
  return match === null ? undefined : { weak: match[1] !== undefined, opaque: match[2] as string };
}

/** Writes a tag. */
export function formatEntityTag({ weak, opaque }: EntityTag): string {
  return `${weak ? "W/" : ""}"${opaque}"`;
}

/** RFC 9110 §8.8.3.2: strong comparison, for which no weak tag equals anything. */
export function isStronglyEqual(a: EntityTag, b: EntityTag): boolean {
  return !a.weak && !b.weak && a.opaque === b.opaque;
}
