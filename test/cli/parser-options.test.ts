import { Command } from "commander";
import { expect, test } from "vitest";
import { toParserOptions } from "../../src/cli/parser-options.ts";
import { type AnyOption, bootOptions, settingsTable } from "../../src/config/index.ts";

function parse(options: Readonly<Record<string, AnyOption>>, args: readonly string[]): object {
  const parser = new Command().exitOverride();
  for (const [key, definition] of Object.entries(options)) {
    for (const option of toParserOptions(key, definition)) parser.addOption(option);
  }
  return parser.parse([...args], { from: "user" }).opts();
}

const helpOf = (key: string, definition: AnyOption): string[] =>
  toParserOptions(key, definition)
    .filter(({ hidden }) => !hidden)
    .map(({ flags }) => flags);

test("what is not given is not there, so that other sources are asked", () => {
  expect(parse({ ...settingsTable, ...bootOptions }, [])).toEqual({});
});

test("a switch has an opposite, and help shows the one that changes something", () => {
  const { quiet } = settingsTable;
  expect(parse({ quiet }, ["--quiet"])).toEqual({ quiet: true });
  expect(parse({ quiet }, ["--quiet", "--no-quiet"])).toEqual({ quiet: false });
  expect(helpOf("quiet", quiet)).toEqual(["--quiet"]);
  expect(helpOf("envFiles", bootOptions.envFiles)).toEqual(["--no-env-files"]);
});

test("a list is given by several flags, -C by its letter", () => {
  const { unix } = settingsTable;
  const { param } = bootOptions;
  const args = ["--unix", "a", "-C", "x=1", "--unix", "b", "-Cy=2", "--param", "z=3"];
  expect(parse({ unix, param }, args)).toEqual({
    unix: ["a", "b"],
    param: ["x=1", "y=2", "z=3"],
  });
});

test("a flag of former versions is understood, and help does not show it", () => {
  const workers: AnyOption = { ...settingsTable.workers, formerly: ["numProcs"] };
  expect(parse({ workers }, ["--num-procs", "3"])).toEqual({ numProcs: "3" });
  expect(helpOf("workers", workers)).toEqual(["--workers <N|auto>"]);
});
