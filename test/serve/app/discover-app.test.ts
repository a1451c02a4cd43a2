import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { discoverApp } from "../../../src/serve/app/index.ts";

describe("discoverApp", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "landfall-discover-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(name: string, content = ""): void {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }

  it("prefers main, then app, src/app, server and index, each as TypeScript first", () => {
    const order = [
      "lib/main.js",
      "app.ts",
      "app.mts",
      "app.tsx",
      "app.js",
      "app.mjs",
      "app.cjs",
      "src/app.ts",
      "src/app.js",
      "server.ts",
      "server.mjs",
      "index.ts",
      "index.js",
    ];
    write("package.json", '{ "main": "./lib/main.js" }');
    for (const name of order) write(name);
    const found: string[] = [];
    while (found.length < order.length) {
      found.push(relative(folder, discoverApp(folder)));
      rmSync(join(folder, found.at(-1) ?? ""));
    }
    expect(found).toEqual(order);
    expect(() => discoverApp(folder)).toThrow(`found no app in ${folder}`);
  });

  it.each([
    ["lib", "lib/index.js"],
    ["lib/x", "lib/x.cjs"],
  ])("reads a main of %s as require() does", (main, file) => {
    write("package.json", JSON.stringify({ main }));
    write(file);
    expect(discoverApp(folder)).toBe(join(folder, file));
  });

  it.each(["", "{", "null", '{ "main": 1 }', '{ "main": "app.ts/x" }'])(
    "goes on after a package.json of %j",
    (manifest) => {
      write("package.json", manifest);
      write("app.ts");
      expect(discoverApp(folder)).toBe(join(folder, "app.ts"));
    },
  );

  it("passes over folders with such names", () => {
    mkdirSync(join(folder, "app.ts"));
    write("server.ts");
    expect(discoverApp(folder)).toBe(join(folder, "server.ts"));
  });
});
