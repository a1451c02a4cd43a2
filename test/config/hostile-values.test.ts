import fc from "fast-check";
import { expect, test } from "vitest";
import { loadConfig, settingsTable, toVariable } from "../../src/config/index.ts";
import { createFolder, toCall } from "./project.ts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom(
    "\u001b]0;x\u0007",
    "\r\nX: y",
    "\u2028",
    "\u202e",
    "../../..",
    "$(id)",
    "a\0b",
    "-1",
    "1e9",
  ),
);
const key = fc.oneof(fc.constantFrom(...Object.keys(settingsTable)), text);

/** A file whose every value is hostile, loaded with hostile flags and variables. */
const call = fc.record({
  flags: fc.dictionary(fc.constantFrom(...Object.keys(settingsTable)), text),
  param: fc.array(text, { maxLength: 3 }),
  env: fc.dictionary(
    fc.constantFrom(...Object.keys(settingsTable).map(toVariable), "LANDFALL_X"),
    text,
  ),
  file: fc.dictionary(key, fc.oneof(text, fc.jsonValue({ maxDepth: 3 }))),
  dotenv: text,
});

test("whatever stands in a source, loading ends, and each problem is one printable line with a hint", async () => {
  const folder = createFolder({});
  await fc.assert(
    fc.asyncProperty(call, async ({ flags, param, env, file, dotenv }) => {
      writeFileSync(join(folder, "landfall.config.json"), JSON.stringify(file));
      writeFileSync(join(folder, ".env"), dotenv);
      const loaded = await loadConfig(toCall(folder, { flags: { ...flags, param }, env }));
      expect(Object.keys(loaded.settings)).toEqual(Object.keys(settingsTable));
      for (const { message, hint } of loaded.problems) {
        expect(message).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(message.length).toBeLessThan(1_000);
        expect(hint).toMatch(/\S/);
      }
    }),
    { numRuns: 300 },
  );
});
