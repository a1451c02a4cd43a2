import { describe, expect, it } from "vitest";
import { completeChoice } from "../../../../src/serve/engines/registry/choice.ts";
import { createProject, installed, plant } from "./planted.ts";

const reason = "asked for by name";

describe("a chosen adapter", () => {
  it("[A7] whose package is absent names the package and how to install it", async () => {
    const adapter = plant({ name: "fast", package: "@planted/fast" });
    const request = { cwd: createProject({}), serverOption: [] };
    await expect(completeChoice({ adapter, reason }, request)).rejects.toMatchObject({
      message: 'server fast needs the package "@planted/fast", which is not installed here',
      hint: "Install it: npm install @planted/fast",
      exitCode: 1,
    });
  });

  it("gets its package from the project, whether that is for import only or CommonJS", async () => {
    const cwd = createProject({
      ...installed("esm-only", "export const kind = 'esm';", {
        exports: { import: "./main.js" },
      }),
      ...installed("old", "exports.kind = 'cjs';", { type: "commonjs" }),
    });
    for (const [name, kind] of [
      ["esm-only", "esm"],
      ["old", "cjs"],
    ] as const) {
      const adapter = plant({ package: name });
      const { options } = await completeChoice({ adapter, reason }, { cwd, serverOption: [] });
      expect(options?.package?.["kind"]).toBe(kind);
    }
  });

  it("that takes no descriptor is refused", async () => {
    const adapter = plant({ accepts: ["tcp", "unix"] });
    const request = { cwd: import.meta.dirname, serverOption: [] };
    await expect(completeChoice({ adapter, reason }, request)).rejects.toMatchObject({
      code: "LISTENER_UNSUPPORTED",
      exitCode: 2,
    });
  });
});
