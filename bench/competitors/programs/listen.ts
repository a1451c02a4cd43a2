/** Where a program is told to listen, by its environment: a port of the loopback, or the path of a unix socket. */

import type { ListenOptions } from "node:net";
import { env } from "node:process";

const place = env["BENCH_LISTEN"] ?? "";

/** The path of the unix socket, if it is one. */
export const unixPath: string | undefined = place.startsWith("/") ? place : undefined;

/** The port, 0 for a unix socket. */
export const port: number = unixPath === undefined ? Number(place) : 0;

/** The IPv4 loopback. */
export const host: string = "127.0.0.1";

/** For `listen()` of Node's servers. */
export const listenOptions: ListenOptions =
  unixPath === undefined ? { port, host } : { path: unixPath };

/** How many processes are to answer. */
export const workers: number = Number(env["BENCH_WORKERS"] ?? 1);

/** Which app is served. */
export const app: string = env["BENCH_APP"] ?? "hello";
