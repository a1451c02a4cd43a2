/**
 * `npm run bench -- static [--seconds 3] [--rounds 5] [--only SERVER,…] [--requests NAME,…]`: one folder, served by us and
 * by others in turn; exits 1 when a floor of docs/benchmarks.md does not hold.
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { measureAll } from "../hello/measure.ts";
import { createFolder } from "./folder.ts";
import { formatRows, isBelowFloor, toRows } from "./report.ts";
import { requests, subjects } from "./subjects.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "5" },
    only: { type: "string" },
    requests: { type: "string" },
  },
});

const only = values.only?.split(",");
const asked = values.requests?.split(",");
const folder = createFolder();
const servers = join(import.meta.dirname, "servers");
const plan = { seconds: Number(values.seconds), rounds: Number(values.rounds), servers };
try {
  for (const request of requests.filter(({ name }) => asked?.includes(name) !== false)) {
    const chosen = subjects.filter(
      ({ name, isBase }) =>
        request.without?.includes(name) !== true && (isBase || only?.includes(name) !== false),
    );
    const figures = await measureAll(chosen, request, { ...plan, args: [folder] });
    const rows = toRows(request, chosen, figures);
    process.stdout.write(`${formatRows(request, rows)}\n\n`);
    if (rows.some(isBelowFloor)) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
