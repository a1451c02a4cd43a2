/** Runs the law on one control in a process of its own, for a control may change globals, or end the process. */

import { runLaw, serverLaw } from "../../../src/laws/index.ts";
import { hono } from "./hono.ts";
import { srvx } from "./srvx.ts";

const subject = [hono, srvx].find(({ name }) => name === process.argv[2]);
if (subject === undefined) throw new Error(`no control is called ${process.argv[2]}`);

const unhandled: string[] = [];
process.on("unhandledRejection", (error) => unhandled.push(String(error)));
process.on("uncaughtException", (error) => unhandled.push(String(error)));

const verdicts = await runLaw(serverLaw, subject, { concurrency: 16 });
process.stdout.write(`${JSON.stringify({ verdicts, unhandled })}\n`, () => process.exit());
