/** A server program that says its port, and a kind of request; for benches whose servers are their own. */

/** A server program in `servers/`, started as `node servers/FILE ARGUMENTS`; it prints its port. */
export interface Subject {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** The one that all others are compared with. */
  readonly isBase?: true;
  /** Share of the base's requests per second that must hold, and that we aim at. */
  readonly floor?: number;
  readonly target?: number;
}

/** A kind of request. */
export interface RequestKind {
  readonly name: string;
  readonly headers: readonly string[];
  readonly path?: string;
  /** Every answer is a 4xx. */
  readonly isRefused?: true;
}
