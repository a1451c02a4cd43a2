/** Runs the law on one control in a process of its own, for a control may change globals, or end the process. */

import process from "node:process";
import { runLaw, serverLaw, type ServerSubject } from "../../../src/laws/index.ts";

/** Loaded by name: each of them is for one runtime, or replaces its globals. */
const controls: Readonly<Record<string, () => Promise<ServerSubject>>> = {
  "@hono/node-server": async () => (await import("./hono.ts")).hono,
  srvx: async () => (await import("./srvx.ts")).srvx,
  "Deno.serve": async () => (await import("./deno.ts")).deno,
};

const subject = await controls[process.argv[2] ?? ""]?.();
if (subject === undefined) throw new Error(`no control is called ${process.argv[2]}`);

const unhandled: string[] = [];
process.on("unhandledRejection", (error) => unhandled.push(String(error)));
process.on("uncaughtException", (error) => unhandled.push(String(error)));

const verdicts = await runLaw(serverLaw, subject, { concurrency: 16 });
process.stdout.write(`${JSON.stringify({ verdicts, unhandled })}\n`, () => process.exit());
