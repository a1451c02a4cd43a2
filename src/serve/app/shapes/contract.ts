/** The contract of an app shape: one way in which a value can be an app. Read it before its variants. */

import type { Handler, StartInfo } from "../../../http/index.ts";

/** An app in the one form that the rest of Landfall knows. */
export interface LoadedApp {
  readonly handler: Handler;
  /** It answers on Node's own request and response: only a server adapter that has them can run it. */
  readonly needsNodePair?: true;
  /** The app's own `start`, if it has one. */
  readonly start?: (info: StartInfo) => void | Promise<void>;
  /** The app's own `stop`, if it has one. */
  readonly stop?: () => void | Promise<void>;
}

/** Where an app comes from. */
export interface AppOrigin {
  /** Absolute path of the entry. */
  readonly file: string;
}

/** One shape. One file and one row in `registry.ts`. */
export interface AppShape<Value = unknown, Name extends string = string> {
  readonly name: Name;
  /** How the log calls such a value, after "is" or "returned": `a Hono app`. */
  readonly noun: string;
  /** One line for error messages and the reference: what to write. */
  readonly summary: string;
  /**
   * Whether the value has this shape. Looks at its members only, never at its class: the project may
   * have another copy of the framework than anyone else, or a subclass of it.
   */
  matches(value: unknown): value is Value;
  /** Makes it an app; called only with what `matches`. */
  adapt(value: Value, origin: AppOrigin): LoadedApp;
  /** What to tell somebody whose value is almost of this shape. */
  advise?(value: unknown): string | undefined;
}
