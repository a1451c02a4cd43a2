/** What a competitor is: a server that the bench can start at a place, and what it needs for that. */

import type { ListenAddress } from "../../src/core/index.ts";

/** What is served: `hello` answers GET / and POST /echo, `told` is the app of the reload suite. */
export type AppName = "hello" | "told";

/** Where and how a competitor is to serve. */
export interface Place {
  readonly target: ListenAddress;
  readonly app: AppName;
  /** Processes that answer. */
  readonly workers: number;
  /** A temporary folder of its own. */
  readonly folder: string;
  /** Where the npm package that it needs is installed; empty where it needs none. */
  readonly installed: string;
}

/** A program that stays in the foreground, with what it finds in its environment besides PATH and HOME. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * What must be there: an npm package that the bench installs into a folder of its own, a Debian package, or a server
 * adapter of ours that may not be built yet.
 */
export type Need =
  | { readonly kind: "adapter"; readonly name: string }
  | { readonly kind: "npm"; readonly package: string; readonly range: string }
  | {
      readonly kind: "program";
      readonly name: string;
      /** A command that succeeds where it is installed. */
      readonly probe: readonly [string, ...string[]];
      /** The Debian package. */
      readonly package: string;
    };

/** How its version is found: in a manifest, an npm package's or our own, or in what a command prints. */
export type VersionSource =
  | { readonly kind: "package"; readonly name: string }
  | { readonly kind: "command"; readonly argv: readonly [string, ...string[]] }
  | { readonly kind: "own" };

/** How it reloads: by a command that returns, or by a signal to the first process. */
export type Reload =
  | { readonly kind: "command"; readonly argv: readonly [string, ...string[]] }
  | { readonly kind: "signal"; readonly signal: NodeJS.Signals };

/** One competitor: one file, one row in the registry. */
export interface Competitor {
  /** The file's name, what `--only` takes, what tables show. */
  readonly name: string;
  /** What it is, in a few words for a table. */
  readonly about: string;
  readonly needs: readonly Need[];
  readonly version: VersionSource;
  /** `echo`: reads JSON bodies; `unix`: listens on a unix socket; `workers`: serves from several processes. */
  readonly can: readonly ("echo" | "unix" | "workers")[];
  start(place: Place): Command;
  /** Absent where it cannot. */
  reload?(place: Place): Reload;
}
