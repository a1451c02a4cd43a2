import { expect, expectTypeOf, test } from "vitest";
import type { Settings } from "../../../src/config/index.ts";
import { defineConfig, type LandfallConfig } from "../../../src/index.ts";

test("defineConfig returns what it is given: an object, a promise, a function", () => {
  const config: LandfallConfig = { port: 8080 };
  const make = () => config;
  const promise = Promise.resolve(config);
  expect(defineConfig(config)).toBe(config);
  expect(defineConfig(promise)).toBe(promise);
  expect(defineConfig(make)).toBe(make);
});

test("its type follows the settings and knows how each is written", () => {
  expectTypeOf<Settings>().toHaveProperty("port");
  expectTypeOf<keyof LandfallConfig>().toEqualTypeOf<keyof Settings | "$schema" | "environments">();
  expectTypeOf<LandfallConfig["gracefulTimeout"]>().toEqualTypeOf<string | 0 | undefined>();
  expectTypeOf<LandfallConfig["maxBody"]>().toEqualTypeOf<string | number | undefined>();
  expectTypeOf<LandfallConfig["quiet"]>().toEqualTypeOf<boolean | undefined>();
  expectTypeOf<LandfallConfig["unix"]>().toEqualTypeOf<string | readonly string[] | undefined>();
  // @ts-expect-error there is no such setting
  defineConfig({ prot: 1 });
  // @ts-expect-error a duration needs its unit
  defineConfig({ gracefulTimeout: 30 });
  defineConfig({
    listen: ["8080", { unix: "/run/app.sock" }],
    environments: { production: { workers: "auto" } },
  });
});
