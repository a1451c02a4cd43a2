/** The onion around the handler: one list, outermost layer first. A layer is a function from a handler to a handler. */

import {
  type ErrorReporter,
  type Handler,
  withErrorBoundary,
  withTracking,
} from "../../http/index.ts";
import { compress, type StaticFiles } from "../static/index.ts";
import type { HealthProbe } from "./health-probe.ts";

/** What layers may use. */
export interface PipelineServices {
  /** Hears of every error that the app threw while it answered. */
  readonly onError: ErrorReporter;
  /** Folders of files, in the order in which they are asked; none by default. */
  readonly files?: readonly StaticFiles[];
  /** Compress what the app answers; false by default. */
  readonly compress?: boolean;
  /** Answers the probes of balancers; absent when nobody asks for it. */
  readonly health?: HealthProbe | undefined;
  /** Keeps visitors from the app while the site is closed; lets all through by default. */
  readonly gate?: (next: Handler) => Handler;
}

/** One layer: answers by itself or asks the next one. */
export type Layer = (next: Handler, services: PipelineServices) => Handler;

/** All layers in the order in which a request meets them. */
export const layers: readonly Layer[] = [
  errorBoundary,
  healthLayer,
  withTracking,
  staticLayer,
  compressLayer,
  maintenanceLayer,
];

/** Puts the layers around a handler. */
export function createPipeline(handler: Handler, services: PipelineServices): Handler {
  return layers.reduceRight((next, layer) => layer(next, services), handler);
}

/** What the app throws becomes a plain 500 with the request's id; the reporter hears of it. */
function errorBoundary(next: Handler, services: PipelineServices): Handler {
  return withErrorBoundary(next, services.onError);
}

/** Probes are answered before anything else may refuse them. */
function healthLayer(next: Handler, { health }: PipelineServices): Handler {
  return health === undefined ? next : health.before(next);
}

/** What a folder has is answered from there; Node listeners are asked after it, too. */
function staticLayer(next: Handler, { files = [] }: PipelineServices): Handler {
  return files.reduceRight<Handler>((after, folder) => folder.before(after), next);
}

/** Files have siblings, so only what the app makes is compressed; Node listeners write by themselves. */
function compressLayer(next: Handler, services: PipelineServices): Handler {
  return services.compress === true ? compress(next) : next;
}

/** A closed site answers 503 to what would reach the app, a Node listener's `upgrade` events included. */
function maintenanceLayer(next: Handler, { gate }: PipelineServices): Handler {
  return gate === undefined ? next : gate(next);
}
