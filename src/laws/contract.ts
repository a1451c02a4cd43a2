/** A law: promises that every variant of a contract keeps. Bound to no test runner: a promise is broken by a throw. */

/** One promise. */
export interface LawPromise<Subject> {
  /** Stable and short; what a skip names. */
  readonly id: string;
  /** One sentence that is true of a subject that keeps it. */
  readonly title: string;
  /** Promises about the same matter. */
  readonly family: string;
  /** Why this subject need not keep it, because it lacks a capability; the reason stands in its documentation. */
  excuse?(subject: Subject): string | undefined;
  /** Resolves when the subject keeps the promise; rejects with what is wrong. Every wait in it has a deadline. */
  check(subject: Subject): Promise<void>;
}

/** The promises of one contract. */
export interface Law<Subject> {
  readonly name: string;
  readonly promises: readonly LawPromise<Subject>[];
}

/** A promise that a subject cannot keep, with the reason that its documentation prints. */
export interface Skip {
  readonly promise: string;
  readonly reason: string;
}

/** What came out for one promise. */
export type Verdict =
  | { readonly kind: "kept"; readonly promise: string }
  | {
      readonly kind: "broken";
      readonly promise: string;
      readonly reason: string;
      readonly error: unknown;
    }
  | { readonly kind: "skipped"; readonly promise: string; readonly reason: string };
