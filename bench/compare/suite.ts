/** What a suite is: one question, who is asked, and what must hold of the answers. One suite = one file, one row. */

import type { ListenAddress } from "../../src/core/index.ts";
import type { Placement } from "../measuring/cores.ts";
import type { RequestKind } from "../measuring/request.ts";

/** How long each measurement is, and how often it is made. */
export interface Effort {
  readonly seconds: number;
  readonly rounds: number;
}

/** A share that must hold between two competitors, by requests per second (design targets). */
export interface Target {
  readonly what: string;
  readonly competitor: string;
  readonly against: string;
  /** Blocks; some shares are only aimed at. */
  readonly floor?: number;
  readonly target: number;
}

interface AnySuite {
  /** What the command line takes. */
  readonly name: string;
  readonly title: string;
  /** What is measured and how, for the page: whole sentences. */
  readonly about: string;
  /** Whether `npm run bench` without a name runs it. */
  readonly isDefault: boolean;
}

/** One kind of request, asked again and again of each competitor in turn. */
export interface LoadSuite extends AnySuite {
  readonly kind: "load";
  readonly request: RequestKind;
  readonly listen: ListenAddress["kind"];
  readonly workers: number;
  readonly placement: Placement;
  /** Names, in the order of the table. */
  readonly competitors: readonly string[];
  /** Whom the others are compared with. */
  readonly base: string;
  readonly targets: readonly Target[];
}

/** Reloads without a pause under load: what is lost, and what it costs. */
export interface ReloadSuite extends AnySuite {
  readonly kind: "reload";
  readonly workers: number;
  readonly competitors: readonly string[];
  /** Landfall's p99 while reloading, in terms of its own without: what is aimed at. */
  readonly target: number;
}

/** Another bench: `bench/NAME/main.ts`, whose text is shown as it is. */
export interface OwnSuite extends AnySuite {
  readonly kind: "own";
  /** Its arguments for a run of such an effort. */
  args(effort: Effort): readonly string[];
  /** Seconds that it takes, about. */
  estimate(effort: Effort): number;
}

/** A row of the registry. */
export type Suite = LoadSuite | ReloadSuite | OwnSuite;
