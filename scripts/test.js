/** `npm test [-- vitest's arguments]`: brings in what tests need, runs them, ends with their counts. */
import "./pinned-node.js";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { closingLine, readCounts } from "./steps/counts.js";
import { root, say } from "./steps/project.js";
import { provision } from "./steps/provision.js";
import { runStep } from "./steps/run-step.js";

provision();

const folder = mkdtempSync(path.join(tmpdir(), "landfall-test-"));
const report = path.join(folder, "counts.json");
const reporter = path.join(root, "scripts/steps/counts-reporter.js");
const args = [path.join(root, "node_modules/vitest/vitest.mjs"), "run", ...process.argv.slice(2)];
const reporters = args.some((arg) => arg.startsWith("--reporter")) ? [] : ["--reporter=default"];

process.exitCode = runStep(process.execPath, [...args, ...reporters, `--reporter=${reporter}`], {
  cwd: root,
  env: { ...process.env, TEST_COUNTS_FILE: report },
});

const counts = readCounts(report);
rmSync(folder, { recursive: true });
if (counts === undefined) say("vitest ended without a report");
else process.stdout.write(`${closingLine(counts)}\n`);
