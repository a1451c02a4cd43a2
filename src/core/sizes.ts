/** Sizes as branded bytes, written `512`, `64kb`, `2mb`, `1gb`; a kilobyte is 1,024 bytes, a bare number is bytes. */

import { defineErrors, type ErrorTable } from "./errors.ts";

/** A size in bytes. */
export type Bytes = number & { readonly __unit: "bytes" };

const factors = { b: 1, k: 1_024, m: 1_024 ** 2, g: 1_024 ** 3, t: 1_024 ** 4 } as const;

/** What each error of a written size is told. */
export interface SizeErrors {
  SIZE_INVALID: { text: string };
}

/** What can be wrong with a written size. */
export const sizeErrors: ErrorTable<SizeErrors> = defineErrors<SizeErrors>({
  SIZE_INVALID: {
    message: ({ text }) => `expected a size, got ${JSON.stringify(text)}`,
    hint: () => "Write a number with a unit: 64kb, 2mb, 1.5gb. A bare number is bytes.",
    exitCode: 2,
  },
});

/** Marks a number of bytes as a size. */
export function bytes(count: number): Bytes {
  return count as Bytes;
}

/** Marks a number of kilobytes as a size. */
export function kilobytes(count: number): Bytes {
  return bytes(count * factors.k);
}

/** Marks a number of megabytes as a size. */
export function megabytes(count: number): Bytes {
  return bytes(count * factors.m);
}

/** Reads `2mb`, `2M`, `1.5gb`, or a bare number of bytes; throws `SIZE_INVALID`. */
export function parseSize(text: string): Bytes {
  const match = /^(\d+(?:\.\d+)?) ?(?:([kmgt])b?|b)?$/i.exec(text.trim());
  const unit = (match?.[2] ?? "b").toLowerCase() as keyof typeof factors;
  const count = Math.round(Number(match?.[1]) * factors[unit]);
  if (!Number.isSafeInteger(count)) throw sizeErrors.fail.SIZE_INVALID({ text });
  return bytes(count);
}

/** Writes a size in its largest whole unit, so that `parseSize` reads the same value back. */
export function formatSize(size: Bytes): string {
  const units = ["t", "g", "m", "k"] as const;
  const unit = units.find((name) => size !== 0 && size % factors[name] === 0);
  return unit === undefined ? String(size) : `${size / factors[unit]}${unit}b`;
}
