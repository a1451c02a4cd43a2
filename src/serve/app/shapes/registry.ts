/** Every shape of an app, most particular first: the first that matches is taken. */

import { bareFunction } from "./bare-function.ts";
import type { AppShape } from "./contract.ts";
import { fetchObject } from "./fetch-object.ts";
import { hono } from "./hono.ts";

/** The table. */
export const appShapes: readonly AppShape[] = [hono, fetchObject, bareFunction];

/** The shape of a value, if it is one that Landfall knows. */
export function findShape(value: unknown): AppShape | undefined {
  return appShapes.find((shape) => shape.matches(value));
}
