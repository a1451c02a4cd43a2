/** What competitors need besides this checkout: npm packages in a cache of the bench, programs of Debian. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { servers } from "../../src/serve/engines/index.ts";
import type { Competitor, Need } from "../competitors/contract.ts";

/** A competitor that can be started, or why it is left out. */
export type Availability =
  | { readonly kind: "there"; readonly installed: string; readonly version: string }
  | { readonly kind: "missing"; readonly reason: string };

/** The programs that the bench itself is made with, the second for unix sockets. */
export const tools: Readonly<Record<"wrk" | "h2load" | "taskset", Need & { kind: "program" }>> = {
  // It has no option that succeeds and does nothing.
  wrk: { kind: "program", name: "wrk", probe: ["sh", "-c", "command -v wrk"], package: "wrk" },
  h2load: {
    kind: "program",
    name: "h2load",
    probe: ["h2load", "--version"],
    package: "nghttp2-client",
  },
  taskset: {
    kind: "program",
    name: "taskset",
    probe: ["taskset", "--version"],
    package: "util-linux",
  },
};

/** The names of our own server adapters; one that is to come is asked for by its name. */
const builtAdapters: readonly string[] = servers.map(({ name }) => name);

const root = join(import.meta.dirname, "../..");
const cache = join(root, "node_modules/.cache/landfall/bench");

/** Looks for what a competitor needs; an npm package is installed when it is not in the cache yet. */
export function provide({ needs, version }: Competitor): Availability {
  let installed = "";
  for (const need of needs) {
    const reason = need.kind === "npm" ? install(need) : missing(need);
    if (reason !== undefined) return { kind: "missing", reason };
    if (need.kind === "npm") installed = folderOf(need);
  }
  return { kind: "there", installed, version: findVersion(version, installed) };
}

/** Why a program or an adapter cannot be used, and which package would have it. */
export function missing(need: Exclude<Need, { kind: "npm" }>): string | undefined {
  if (need.kind === "adapter") {
    const isBuilt = builtAdapters.includes(need.name);
    return isBuilt ? undefined : `this Landfall has no server adapter ${need.name} yet`;
  }
  const [program, ...args] = need.probe;
  const { status } = spawnSync(program, args, { stdio: "ignore" });
  return status === 0 ? undefined : `${need.name} is missing (Debian: ${need.package})`;
}

/** Where a package is kept: by name and range, so that another range is installed anew. */
function folderOf({ package: name, range }: Need & { kind: "npm" }): string {
  return join(cache, `${name}${range}`.replaceAll(/[^\w.-]/g, "_"));
}

function install(need: Need & { kind: "npm" }): string | undefined {
  const folder = folderOf(need);
  if (existsSync(join(folder, "node_modules", need.package, "package.json"))) return undefined;
  const fresh = `${folder}.${process.pid}`;
  process.stderr.write(`landfall: installing ${need.package} for the bench, once (npm install)\n`);
  try {
    mkdirSync(fresh, { recursive: true });
    const dependencies = { [need.package]: need.range };
    const manifest = { private: true, dependencies, allowScripts: { [need.package]: true } };
    writeFileSync(join(fresh, "package.json"), JSON.stringify(manifest));
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--no-package-lock"];
    const args = ["install", "--prefix", fresh, "--ignore-scripts=false", ...quiet];
    const { status } = spawnSync("npm", args, { cwd: fresh, stdio: ["ignore", 2, 2] });
    if (status !== 0) return `npm could not install ${need.package}`;
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    return undefined;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function findVersion(source: Competitor["version"], installed: string): string {
  switch (source.kind) {
    case "own":
      return readVersion(root);
    case "package":
      return readVersion(join(installed || root, "node_modules", source.name));
    case "command": {
      const [program, ...args] = source.argv;
      return spawnSync(program, args, { encoding: "utf8" }).stdout?.trim() ?? "";
    }
    default:
      return source satisfies never;
  }
}

function readVersion(folder: string): string {
  const manifest = readFileSync(join(folder, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
