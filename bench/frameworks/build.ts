/** Makes a project in a temporary folder: its files, `npm install`, its build. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { Project } from "./project.ts";

/** A project that is built; disposing removes it. */
export interface Built extends Disposable {
  /** The project's folder. */
  readonly root: string;
  /** The framework's version. */
  readonly version: string;
}

/** Nobody is told of the build, and it leaves the machine some memory. */
const env = {
  ...process.env,
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
  ASTRO_TELEMETRY_DISABLED: "1",
  NUXT_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  CI: "1",
  NODE_OPTIONS: "--max-old-space-size=2048",
};

/** Installs from the npm registry and builds; throws with the last lines of what failed. */
export function build(project: Project): Built {
  const root = realpathSync(mkdtempSync(join(tmpdir(), `landfall-${project.name}-`)));
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  try {
    writeProject(root, project);
    run("npm", ["install", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], root);
    const [program, ...args] = project.build;
    run(join(root, "node_modules/.bin", program), args, root);
    const manifest = readFileSync(join(root, "node_modules", project.package, "package.json"));
    const { version } = JSON.parse(manifest.toString()) as { version: string };
    return { root, version, [Symbol.dispose]: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function writeProject(root: string, { name, dependencies, files }: Project): void {
  const manifest = { name, private: true, type: "module", dependencies };
  const all = { ...files, "package.json": JSON.stringify(manifest) };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

function run(program: string, args: readonly string[], cwd: string): void {
  const options = { cwd, env, encoding: "utf8" } as const;
  const { status, stdout, stderr, error } = spawnSync("nice", [program, ...args], options);
  if (status === 0) return;
  const said = `${stdout}${stderr}${error?.message ?? ""}`.trimEnd().split("\n").slice(-20);
  throw new Error([`${[program, ...args].join(" ")} failed:`, ...said].join("\n"));
}
