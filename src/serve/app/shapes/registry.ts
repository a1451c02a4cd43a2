/** Every shape of an app, most particular first: the first that matches is taken. */

import { bareFunction } from "./bare-function.ts";
import type { AppShape } from "./contract.ts";
import { elysia } from "./elysia.ts";
import { express } from "./express.ts";
import { fastify } from "./fastify.ts";
import { fetchObject } from "./fetch-object.ts";
import { h3 } from "./h3.ts";
import { h3V1 } from "./h3-v1.ts";
import { hono } from "./hono.ts";
import { httpServer } from "./http-server.ts";
import { koa } from "./koa.ts";
import { nest } from "./nest.ts";
import { nodeListener } from "./node-listener.ts";

/** The table. */
export const appShapes: readonly AppShape[] = [
  hono,
  h3,
  elysia,
  express,
  koa,
  nest,
  fastify,
  h3V1,
  httpServer,
  fetchObject,
  nodeListener,
  bareFunction,
];

/** The shape of a value, if it is one that Landfall knows. */
export function findShape(value: unknown): AppShape | undefined {
  return appShapes.find((shape) => shape.matches(value));
}
