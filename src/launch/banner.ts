/** What whoever started a server is told when it serves. */

/** What the banner tells. */
export interface Banner {
  /** As far as a master knows it: what `auto` picks is in the log of the first generation. */
  readonly server: string | undefined;
  readonly workers: number;
  readonly urls: readonly string[];
  /** The worker behind each of the URLs; absent when all workers share them. */
  readonly owners?: readonly number[];
}
