/**
 * `npm run bench -- connections [--seconds 4] [--rounds 5] [--json]`: requests per second with a new connection for each, two
 * workers on one core, beside node:cluster, interleaved; exits 1 when the floor of docs/benchmarks.md does not hold.
 */

import { parseArgs } from "node:util";

import { measureAll } from "../hello/measure.ts";
import { formatReport, toReport } from "../hello/report.ts";
import { measureTree } from "./measure.ts";
import { request, subjects } from "./subjects.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "4" },
    rounds: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
  },
});

const plan = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  measure: measureTree,
};
const report = toReport(request, subjects, await measureAll(subjects, request, plan));
process.stdout.write(
  `${values.json ? JSON.stringify(report, undefined, 2) : formatReport(report)}\n`,
);
process.exitCode = report.rows.some(({ verdict }) => verdict === "below floor") ? 1 : 0;
