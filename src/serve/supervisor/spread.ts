/** Jitter without chance: the same seed and number give the same value, so that a history can be played again. */

/** A number from 0 up to, not including, 1, evenly spread over the numbers. It is the finaliser of MurmurHash3. */
export function spread(seed: number, number: number): number {
  let hash = Math.imul((seed ^ Math.imul(number, 0x9e3779b1)) >>> 0, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
