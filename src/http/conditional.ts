/** Conditional requests (RFC 9110 §13): whether a request is carried out, and whether its Range still counts. */

import { type EntityTag, isStronglyEqual, parseEntityTag, parseEntityTags } from "./entity-tag.ts";
import { parseHttpDate } from "./http-date.ts";

/** The conditional fields of a request, as they came. */
export interface ConditionFields {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
  readonly ifRange?: string | undefined;
}

/** What is known of the selected representation. */
export interface Validators {
  readonly tag: EntityTag;
  /** Milliseconds, whole seconds; undefined when nothing true can be said. */
  readonly lastModified: number | undefined;
}

/**
 * What the conditions say. A `not-modified` is proved when the client named the very tag, and may then
 * be told more than one that only knows a date or said `*`.
 */
export type Condition =
  | { readonly kind: "proceed" }
  | { readonly kind: "not-modified"; readonly proved: boolean }
  | { readonly kind: "failed" };

const proceed: Condition = { kind: "proceed" };
const failed: Condition = { kind: "failed" };

/** Evaluates the conditions in the order of RFC 9110 §13.2.2, for a representation that exists. */
export function evaluateConditions(
  method: string,
  fields: ConditionFields,
  validators: Validators,
): Condition {
  if (!holdsState(fields, validators)) return failed;
  const isRead = method === "GET" || method === "HEAD";
  const { ifNoneMatch, ifModifiedSince } = fields;
  if (ifNoneMatch !== undefined) {
    const match = matchWeakly(ifNoneMatch, validators.tag);
    if (match === "none") return proceed;
    return isRead ? { kind: "not-modified", proved: match === "tag" } : failed;
  }
  if (ifModifiedSince === undefined || !isRead) return proceed;
  const isFresh = isUnmodifiedSince(ifModifiedSince, validators) === true;
  return isFresh ? { kind: "not-modified", proved: false } : proceed;
}

/**
 * Whether a Range may be served as one (RFC 9110 §13.1.5). A date counts only when it is exactly that of a
 * representation that did not change in the second before `now`.
 */
export function isRangeCurrent(
  ifRange: string | undefined,
  { tag, lastModified }: Validators,
  now: number,
): boolean {
  if (ifRange === undefined) return true;
  const given = parseEntityTag(ifRange);
  if (given !== undefined) return isStronglyEqual(given, tag);
  const date = parseHttpDate(ifRange, now);
  return date !== undefined && date === lastModified && now - lastModified >= 2_000;
}

/** If-Match, and without it If-Unmodified-Since. */
function holdsState(fields: ConditionFields, validators: Validators): boolean {
  const { ifMatch, ifUnmodifiedSince } = fields;
  if (ifMatch !== undefined) return matchesStrongly(ifMatch, validators.tag);
  if (ifUnmodifiedSince === undefined) return true;
  return isUnmodifiedSince(ifUnmodifiedSince, validators) !== false;
}

function matchesStrongly(field: string, tag: EntityTag): boolean {
  const tags = parseEntityTags(field);
  if (tags === undefined) return false;
  return tags === "any" || tags.some((given) => isStronglyEqual(given, tag));
}

function matchWeakly(field: string, tag: EntityTag): "tag" | "any" | "none" {
  const tags = parseEntityTags(field);
  if (tags === "any") return "any";
  return tags?.some(({ opaque }) => opaque === tag.opaque) === true ? "tag" : "none";
}

/** Undefined when the field is no date or there is none to compare it with: then it is ignored. */
function isUnmodifiedSince(field: string, { lastModified }: Validators): boolean | undefined {
  const date = parseHttpDate(field);
  if (date === undefined || lastModified === undefined) return undefined;
  return lastModified <= date;
}
