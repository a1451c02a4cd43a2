import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format, inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { parseSecretReference, readSecret, Secret } from "../../src/core/index.ts";
import { secretSchema } from "../../src/core/options.ts";

test("a secret prints as [secret] in every way that prints, and reveals itself on demand only", () => {
  const secret = new Secret("hunter2");
  const printed = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ secret }, { showHidden: true, depth: 9 }),
    format("%s %o %j", secret, secret, secret),
    JSON.stringify(structuredClone({ ...secret })),
  ];
  for (const text of printed) expect(text).not.toContain("hunter2");
  expect(printed[2]).toBe('{"secret":"[secret]"}');
  expect(secret.reveal()).toBe("hunter2");
});

test("a reference leads to a variable or to a file, whose last line break is none of it", () => {
  const folder = mkdtempSync(join(tmpdir(), "landfall-secret-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "token"), "from file\r\n");
  const place = { folder, env: { TOKEN: "from variable" } };
  expect(readSecret("env:TOKEN", place).reveal()).toBe("from variable");
  expect(readSecret("file:token", place).reveal()).toBe("from file");
});

test.each(["env:NOWHERE", "env:EMPTY", "file:nowhere", "file:."] as const)(
  "%s that leads nowhere says so, naming the reference",
  (reference) => {
    const place = { folder: tmpdir(), env: { EMPTY: "" } };
    const code = "SECRET_MISSING";
    const message = expect.stringContaining(reference) as string;
    expect(() => readSecret(reference, place)).toThrow(expect.objectContaining({ code, message }));
  },
);

test.each(["hunter2", "env:", "env:A B", "file:", "ENV:A", "file:\0"])(
  "%j is no reference and is refused without being shown",
  (text) => {
    expect(() => parseSecretReference(text)).toThrow(/expected env:NAME or file:PATH/);
    const { error } = secretSchema.safeParse(text);
    expect(error?.issues[0]?.message).not.toContain("hunter2");
  },
);

test("a secret that is no text is refused without being shown, too", () => {
  expect(secretSchema.safeParse(12_345).error?.issues[0]?.message).toContain("not shown");
});
