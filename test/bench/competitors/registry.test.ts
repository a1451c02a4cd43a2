/** Every competitor is a file and a row, and every suite asks of it only what it can. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { suites } from "../../../bench/compare/suites.ts";
import type { Competitor, Place } from "../../../bench/competitors/contract.ts";
import { competitors } from "../../../bench/competitors/registry.ts";

const folder = path.join(import.meta.dirname, "../../../bench/competitors");
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".ts") && name !== "contract.ts" && name !== "registry.ts")
  .map((name) => name.replace(/\.ts$/, ""));

const place: Place = {
  target: { kind: "tcp", host: "127.0.0.1", port: 1 },
  app: "hello",
  workers: 2,
  folder: "/nowhere",
  installed: "/nowhere",
};

it("has one row per file, and no row without one", () => {
  expect(competitors.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
});

it.each(files)("%s exports the competitor that bears the file's name", async (name) => {
  const module = (await import(path.join(folder, `${name}.ts`))) as Record<string, Competitor>;
  const exported = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  expect(module[exported]?.name).toBe(name);
});

it.each(competitors)("$name starts a program that is there", ({ start }) => {
  const { argv } = start(place);
  const programs = argv.filter((word) => word.startsWith(folder));
  expect(programs.filter((file) => !existsSync(file))).toEqual([]);
});

it("never depends on a package that the bench installs for itself", () => {
  const manifest = JSON.parse(readFileSync(path.join(folder, "../../package.json"), "utf8")) as {
    readonly dependencies: object;
    readonly devDependencies: object;
  };
  const ours = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const theirs = competitors.flatMap(({ needs }) =>
    needs.flatMap((need) => (need.kind === "npm" ? [need.package] : [])),
  );
  expect(theirs).toContain("pm2");
  expect(theirs.filter((name) => ours.includes(name))).toEqual([]);
});

const asked = suites.flatMap((suite) =>
  suite.kind === "own" ? [] : suite.competitors.map((name) => ({ suite, name })),
);

it.each(asked)("$suite.name asks of $name what it can", ({ suite, name }) => {
  const competitor = competitors.find((one) => one.name === name);
  const needed = [
    ...(suite.workers > 1 ? ["workers"] : []),
    ...(suite.kind === "load" && suite.listen === "unix" ? ["unix"] : []),
    ...(suite.kind === "load" && suite.request.method === "POST" ? ["echo"] : []),
  ];
  expect(competitor?.can).toEqual(expect.arrayContaining(needed));
  if (suite.kind === "reload") expect(competitor?.reload).toBeDefined();
});

it("has a base in every suite, and targets between servers that take part", () => {
  for (const suite of suites.filter((one) => one.kind === "load")) {
    const named = suite.targets.flatMap(({ competitor, against }) => [competitor, against]);
    expect(suite.competitors).toEqual(expect.arrayContaining([suite.base, ...named]));
  }
});
