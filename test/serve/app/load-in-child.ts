/**
 * Real projects in temporary folders, loaded by a real process.
 * Another Node takes part with TEST_NODE=/path/to/node; TEST_DEBUG=1 shows what the process wrote.
 */

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { Problem } from "../../../src/core/index.ts";

/** An app to load in the child. */
export interface LoadCase {
  readonly cwd: string;
  readonly specifier?: string | undefined;
  readonly stripTypes?: boolean | undefined;
}

/** What came of it. */
export type LoadOutcome =
  | {
      readonly kind: "loaded";
      readonly shape: string;
      readonly loader: string;
      readonly file: string;
      readonly reason: string;
      readonly answer: string;
    }
  | ({ readonly kind: "failed" } & Omit<Problem, "stack">);

/** Paths and their contents. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** A folder for projects, removed at the end. */
export interface ProjectFolder extends Disposable {
  readonly path: string;
  /** Writes a project of its own and returns its folder. */
  add(files: ProjectFiles): string;
}

const frameworks = [
  "@nestjs",
  "elysia",
  "express",
  "fastify",
  "h3",
  "hono",
  "koa",
  "reflect-metadata",
];

/** Makes a folder for projects; the frameworks are installed in it, and landfall itself is not. */
export function createProjectFolder(): ProjectFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "landfall-app-")));
  mkdirSync(join(path, "node_modules"));
  for (const name of frameworks) {
    symlinkSync(realpathSync(join("node_modules", name)), join(path, "node_modules", name));
  }
  let count = 0;
  return {
    path,
    add: (files) => {
      const project = join(path, `p${(count += 1)}`);
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(project, name)), { recursive: true });
        writeFileSync(join(project, name), content);
      }
      return project;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Loads all cases in one new process, one after the other. */
export async function loadInChild(cases: readonly LoadCase[]): Promise<LoadOutcome[]> {
  const node = process.env["TEST_NODE"] ?? process.execPath;
  const script = join(import.meta.dirname, "loading-child.ts");
  // tsx takes the tsconfig.json of a CommonJS project from the process's folder, as in a worker.
  const cwd = cases.length === 1 ? cases[0]?.cwd : undefined;
  const child = spawn(node, ["--no-warnings", script], { cwd, timeout: 20_000 });
  child.stdin.end(JSON.stringify(cases));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (process.env["TEST_DEBUG"] === "1") process.stderr.write(out + err);
  const last = out.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("[")) throw new Error(`the loading process failed:\n${out}${err}`);
  return JSON.parse(last) as LoadOutcome[];
}
