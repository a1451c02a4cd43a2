/** What becomes part of dist: only what is used of it. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "../../src");

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, text: readFileSync(join(source, file), "utf8") }));

test("zod is imported in the one form from which a bundler sees what is used", () => {
  const importing = files.filter(({ text }) => text.includes('from "zod'));
  expect(importing.length).toBeGreaterThan(5);
  const form = /^import (type )?\* as z from "zod";$/m;
  expect(importing.filter(({ text }) => !form.test(text)).map(({ file }) => file)).toEqual([]);
});

test("nothing asks whether something is a schema of our copy of zod", () => {
  expect(files.filter(({ text }) => /instanceof z\./.test(text)).map(({ file }) => file)).toEqual(
    [],
  );
});
