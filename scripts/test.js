/**
 * `npm test [-- vitest's arguments]`: brings in what tests need, runs them, ends with their counts. Without arguments
 * some of them run a second time, on the oldest Node that is promised.
 */
import "./pinned-node.js";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { addCounts, closingLine, readCounts } from "./steps/counts.js";
import { oldestTests, oldestVersion, provideNode } from "./steps/oldest-node.js";
import { root, say, stop } from "./steps/project.js";
import { provision } from "./steps/provision.js";
import { runStep } from "./steps/run-step.js";

provision();
const asked = process.argv.slice(2);
const oldest = asked.length === 0 ? provideOldest() : undefined;

const runs = [runTests(process.execPath, asked)];
if (oldest !== undefined) {
  say(`again on Node ${oldestVersion}: ${oldestTests.join(" ")}`);
  runs.push(runTests(oldest, oldestTests));
}

process.exitCode = runs.find(({ status }) => status !== 0)?.status ?? 0;
const counts = addCounts(runs.map((run) => run.counts));
if (counts === undefined) say("vitest ended without a report");
else process.stdout.write(`${closingLine(counts)}\n`);

/** @returns {string | undefined} */
function provideOldest() {
  const node = provideNode(oldestVersion, path.join(root, "node_modules/.cache/landfall"));
  if (node.kind === "there") return node.program;
  const message = `no Node ${oldestVersion}: ${node.reason}`;
  if (process.env.CI === "true") stop(message, "CI=true needs it; read npm's lines above", 1);
  say(`${message}; the tests on it are skipped`);
  return undefined;
}

/**
 * @param {string} node
 * @param {readonly string[]} words
 */
function runTests(node, words) {
  const folder = mkdtempSync(path.join(tmpdir(), "landfall-test-"));
  const report = path.join(folder, "counts.json");
  const reporter = path.join(root, "scripts/steps/counts-reporter.js");
  const args = [path.join(root, "node_modules/vitest/vitest.mjs"), "run", ...words];
  const reporters = args.some((arg) => arg.startsWith("--reporter")) ? [] : ["--reporter=default"];
  const status = runStep(node, [...args, ...reporters, `--reporter=${reporter}`], {
    cwd: root,
    env: { ...process.env, TEST_COUNTS_FILE: report },
  });
  const counts = readCounts(report);
  rmSync(folder, { recursive: true });
  return { status, counts };
}
