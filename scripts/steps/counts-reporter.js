/** A vitest reporter that writes the run's counts to the file named by TEST_COUNTS_FILE. */
import { writeFileSync } from "node:fs";
import { toCounts } from "./counts.js";

export default class CountsReporter {
  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const file = process.env.TEST_COUNTS_FILE;
    if (file === undefined) return;
    const states = modules.flatMap((module) => [...module.children.allTests()].map(stateOf));
    const faults = modules.flatMap((module) => [
      ...module.errors(),
      ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
    ]);
    writeFileSync(file, JSON.stringify(toCounts(states, faults.length + unhandled.length)));
  }
}

/** @param {import("vitest/node").TestCase} test */
function stateOf(test) {
  return test.result().state;
}
