/**
 * `npm run bench -- frameworks [--only NAME,…] [--write]`: installs and builds a small app of each framework whose build
 * listens by itself, then serves it with two workers, reloads it under light load and stops it; exits 1 on any fault.
 * `--write` puts the table into docs/frameworks.md.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";

import { build } from "./build.ts";
import { projects } from "./projects.ts";
import { formatTable, type Row, writeTable } from "./report.ts";
import { tryBuild } from "./trial.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, write: { type: "boolean", default: false } },
});

const names = values.only?.split(",") ?? projects.map(({ name }) => name);
const unknown = names.filter((name) => !projects.some((project) => project.name === name));
if (unknown.length > 0) {
  process.stderr.write(`landfall: there is no project ${unknown.join(", ")}\n`);
  process.exit(2);
}

let current: Disposable | undefined;
const leave = (): void => {
  current?.[Symbol.dispose]();
  process.exit(130);
};
process.once("SIGINT", leave).once("SIGTERM", leave);

const rows: Row[] = [];
const failures: string[] = [];
for (const project of projects.filter(({ name }) => names.includes(name))) {
  try {
    process.stderr.write(`landfall: installing and building ${project.name}\n`);
    using built = build(project);
    current = built;
    process.stderr.write(`landfall: serving ${project.name} ${built.version}\n`);
    const trial = await tryBuild(join(built.root, project.folder), project.app);
    process.stderr.write(`landfall: ${project.name} was reloaded in ${trial.reloadTime} ms\n`);
    rows.push({ project, version: built.version, trial });
    failures.push(...trial.faults.map((fault) => `${project.name}: ${fault}`));
  } catch (error) {
    failures.push(`${project.name}: ${(error as Error).message}`);
  }
}

const table = formatTable(rows);
process.stdout.write(`${table}\n`);
for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
if (values.write && failures.length === 0 && rows.length === projects.length) writeTable(table);
