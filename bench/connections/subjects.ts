/** What is compared: servers of two workers each, started as `node FILE ARGUMENTS`, that say on stderr where they listen. */

import { tmpdir } from "node:os";
import { join } from "node:path";

import type { RequestKind, Subject } from "../hello/subjects.ts";
import { bin } from "../reload/landfall-process.ts";

const servers: string = join(import.meta.dirname, "servers");
const control: string = join(tmpdir(), `landfall-bench-${process.pid}.sock`);
const listen = ["--listen", "127.0.0.1:0", "--control", control];

/** One row per server. */
export const subjects: readonly Subject[] = [
  { name: "node:cluster", file: join(servers, "cluster.mjs"), args: [], isBase: true },
  {
    name: "landfall",
    file: bin,
    args: ["serve", join(servers, "app.mjs"), "--workers", "2", ...listen],
    floor: 1.6,
    target: 2,
  },
];

/** Every answer is the last one on its connection. */
export const request: RequestKind = {
  name: "a connection for each request",
  headers: ["connection: close"],
};
