/** The steps of `npm run check`, independent of each other. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkCoverage } from "../../test/architecture/coverage.ts";
import { checkExports, checkGenerated, checkLinks, listFiles } from "./pages.ts";

/** How a step ended; its output is shown when it failed. */
export interface CheckResult {
  readonly ok: boolean;
  readonly output: string;
}

/** One step. */
export type Check = (root: string) => Promise<CheckResult>;

/** Every step by its name. */
export const checks: Readonly<Record<string, Check>> = {
  types: (root) => tool(root, "tsc", ["-p", "tsconfig.json"]),
  "types of scripts": (root) => tool(root, "tsc", ["-p", "scripts/tsconfig.json"]),
  lint: (root) => tool(root, "oxlint", ["--deny-warnings"]),
  format: (root) => tool(root, "oxfmt", ["--check", "."]),
  architecture: (root) => tool(root, "vitest", ["run", "test/architecture", "--reporter=dot"]),
  coverage: async (root) =>
    fromLines(checkCoverage(await readCoveragePage(root), await tests(root))),
  links: async (root) => fromLines(checkLinks(root)),
  exports: async (root) => fromLines(checkExports(root)),
  "generated pages": async (root) => fromLines(checkGenerated(root)),
  package: checkPackage,
};

/** Packs the package as it would be published, and has it judged by publint and arethetypeswrong. */
async function checkPackage(root: string): Promise<CheckResult> {
  const folder = await mkdtemp(path.join(tmpdir(), "landfall-pack-"));
  try {
    const packed = await run(root, "npm", ["pack", "--pack-destination", folder]);
    if (!packed.ok) return packed;
    const tarball = path.join(folder, (await readdir(folder))[0] ?? "");
    const results = await Promise.all([
      tool(root, "publint", ["run", tarball, "--strict"]),
      tool(root, "attw", [tarball, "--profile", "esm-only", "--no-emoji"]),
    ]);
    return results.find(({ ok }) => !ok) ?? { ok: true, output: "" };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function tool(root: string, name: string, args: readonly string[]): Promise<CheckResult> {
  return run(root, path.join(root, "node_modules/.bin", name), args);
}

function run(root: string, program: string, args: readonly string[]): Promise<CheckResult> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1" };
    const options = { cwd: root, env, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error, stdout, stderr) => {
      const reason = error !== null && stdout + stderr === "" ? error.message : "";
      resolve({ ok: error === null, output: stdout + stderr + reason });
    });
  });
}

function fromLines(lines: readonly string[]): CheckResult {
  return { ok: lines.length === 0, output: lines.join("\n") };
}

function readCoveragePage(root: string): Promise<string> {
  return readFile(path.join(root, "docs/coverage.md"), "utf8");
}

async function tests(root: string): Promise<Record<string, string>> {
  const files = listFiles(root, "test").filter((file) => file.endsWith(".test.ts"));
  const texts = await Promise.all(files.map((file) => readFile(path.join(root, file), "utf8")));
  return Object.fromEntries(files.map((file, index) => [file, texts[index] ?? ""]));
}
