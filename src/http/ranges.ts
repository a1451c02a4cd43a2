/**
 * Byte ranges (RFC 9110 §14). What is malformed, of another unit, too many, or more than the whole is answered
 * with the whole; what lies beyond the end is 416.
 */

/** From `start` up to, but not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What to send. */
export type RangeChoice =
  | { readonly kind: "whole" }
  | { readonly kind: "unsatisfiable" }
  | { readonly kind: "parts"; readonly parts: readonly ByteRange[] };

/** More parts than this are a sign of an attack or of a broken client. */
const mostParts = 16;
const whole: RangeChoice = { kind: "whole" };
const item = /^[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/;

/** Decides what of `size` bytes a Range field asks for; parts are in the order in which they were asked for. */
export function chooseRanges(field: string | undefined, size: number): RangeChoice {
  const set = /^[ \t]*bytes[ \t]*=(.*)$/is.exec(field ?? "")?.[1];
  if (set === undefined || set.length > 1_024) return whole;
  const items = set.split(",").filter((text) => text.trim() !== "");
  if (items.length === 0 || items.length > mostParts) return whole;
  const ranges = items.map((text) => toRange(text, size));
  if (ranges.includes("malformed")) return whole;
  const parts = ranges.filter((range) => typeof range === "object");
  if (parts.length === 0) return { kind: "unsatisfiable" };
  if (parts.length > 1 && totalOf(parts) > size) return whole;
  return { kind: "parts", parts };
}

/** `bytes 0-99/1000`, or `bytes *` with the size when nothing can be sent. */
export function formatContentRange(range: ByteRange | undefined, size: number): string {
  return range === undefined ? `bytes */${size}` : `bytes ${range.start}-${range.end - 1}/${size}`;
}

function toRange(text: string, size: number): ByteRange | "malformed" | "beyond" {
  const match = item.exec(text);
  if (match === null) return "malformed";
  const [, first = "", last = "", suffix] = match;
  if (suffix !== undefined) {
    const start = Math.max(0, size - Number(suffix));
    return start === size ? "beyond" : { start, end: size };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return "malformed";
  if (start >= size) return "beyond";
  return { start, end: last === "" ? size : Math.min(size, Number(last) + 1) };
}

function totalOf(parts: readonly ByteRange[]): number {
  return parts.reduce((sum, { start, end }) => sum + end - start, 0);
}
