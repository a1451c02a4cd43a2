/**
 * `npm run bench -- hello [--seconds 4] [--rounds 5] [--only NAME,…] [--json]`: requests per second of every server
 * beside bare node:http, interleaved in one run; exits 1 when a floor of docs/benchmarks.md does not hold.
 */

import { parseArgs } from "node:util";

import { measureAll } from "./measure.ts";
import { formatReport, toReport } from "./report.ts";
import { requests, subjects } from "./subjects.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "4" },
    rounds: { type: "string", default: "5" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const only = values.only?.split(",");
const chosen = subjects.filter(({ name, isBase }) => isBase || only?.includes(name) !== false);
const plan = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
const reports = [];
for (const request of requests) {
  const figures = await measureAll(chosen, request, plan);
  reports.push(toReport(request, chosen, figures));
}
const text = values.json
  ? JSON.stringify(reports, undefined, 2)
  : reports.map(formatReport).join("\n\n");
process.stdout.write(`${text}\n`);
process.exitCode = reports.some(({ rows }) => rows.some(({ verdict }) => verdict === "below floor"))
  ? 1
  : 0;
