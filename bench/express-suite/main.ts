/**
 * `LANDFALL_EXPRESS=DIR npm run bench -- express-suite`: runs Express's own tests (a checkout with its dependencies
 * installed) on bare node:http and through our bridges; exits 1 when a test fails there that is not explained here.
 */

import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { join, resolve } from "node:path";

/** Tests that pass on bare node:http and not through our bridges, on purpose. */
const explained: Readonly<Record<string, string>> = {
  "app.router methods should include TRACE": "TRACE is refused: no Request can carry it",
  'res "etag" setting when enabled should send ETag in response to TRACE request':
    "TRACE is refused: no Request can carry it",
  "res when accepting html should escape the url": "the test's Host is no host: 400",
  "res when accepting html should not render evil javascript links in anchor href (prevent XSS)":
    "the test's Host is no host: 400",
  "res when accepting text should encode the url": "the test's Host is no host: 400",
};

interface Run {
  readonly stats: { readonly passes: number; readonly failures: number };
  readonly failures: readonly { readonly fullTitle: string }[];
}

const place = process.env["LANDFALL_EXPRESS"];
if (place === undefined) {
  process.stderr.write(
    "landfall: LANDFALL_EXPRESS names no checkout of Express\n" +
      "  hint: clone it, run npm install there, and set the variable to its folder\n",
  );
  process.exit(2);
}

const bare = runSuite(place, []);
const bridged = runSuite(place, ["--require", join(import.meta.dirname, "preload.cjs")]);
const unexplained = bridged.failures
  .map(({ fullTitle }) => fullTitle)
  .filter((title) => !(title in explained))
  .filter((title) => !bare.failures.some(({ fullTitle }) => fullTitle === title));
process.stdout.write(
  [
    `bare node:http   ${bare.stats.passes} passed, ${bare.stats.failures} failed`,
    `through bridges  ${bridged.stats.passes} passed, ${bridged.stats.failures} failed`,
    ...bridged.failures.map(
      ({ fullTitle }) => `  ${fullTitle}: ${explained[fullTitle] ?? "NOT EXPLAINED"}`,
    ),
    "",
  ].join("\n"),
);
process.exitCode = unexplained.length > 0 ? 1 : 0;

function runSuite(folder: string, requires: readonly string[]): Run {
  const tests = globSync("test/{app,req,res}.*.js", { cwd: resolve(folder) });
  const mocha = resolve(folder, "node_modules/mocha/bin/mocha.js");
  const args = ["--require", "test/support/env", ...requires, "--reporter", "json", ...tests];
  const { stdout } = spawnSync(process.execPath, [mocha, ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout.slice(stdout.indexOf("{\n"))) as Run;
}
