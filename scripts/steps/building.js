/** Builds src into dist, when something changed; a server that runs from dist is not disturbed. */
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { readJson, say, stop } from "./project.js";
import { runStep } from "./run-step.js";

/** Generated pages that editors read from the package. */
const published = ["docs/config.schema.json"];

const inputs = [
  "src",
  ...published,
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "node_modules/.package-lock.json",
];

/** Packages that become part of our code, of which most of their own is then left out; see ADR 16. */
const bundled = ["zod"];

/** The mains of the command, of a worker, and of what loads a configuration file. */
const processes = ["src/bin/landfall.ts", "src/serve/worker/main.ts", "src/config/main.ts"];

/**
 * Says whether dist is older than what it is made of.
 * @param {string} root
 */
export function isStale(root) {
  const stamp = path.join(root, "dist/.stamp");
  return !existsSync(stamp) || readFileSync(stamp, "utf8") !== fingerprint(root);
}

/**
 * Compiles into a folder beside dist, then swaps the two, so that dist is never half written.
 * @param {string} root
 */
export function build(root) {
  const work = path.join(root, ".landfall/build");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const fresh = path.join(work, "dist");
  const stamp = fingerprint(root);
  say("building dist from src");
  declare(root, fresh);
  bundle(root, fresh);
  for (const page of published.filter((file) => existsSync(path.join(root, file)))) {
    copyFileSync(path.join(root, page), path.join(fresh, path.basename(page)));
  }
  for (const name of bundled) {
    const license = path.join(root, "node_modules", name, "LICENSE");
    if (existsSync(license)) copyFileSync(license, path.join(fresh, `LICENSE-${name}`));
  }
  writeFileSync(path.join(fresh, ".stamp"), stamp);
  swap(fresh, path.join(root, "dist"), path.join(work, "old"));
  rmSync(work, { recursive: true, force: true });
}

/**
 * Checks all types and writes the declarations, file by file.
 * @param {string} root
 * @param {string} fresh
 */
function declare(root, fresh) {
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const args = [compiler, "-p", path.join(root, "tsconfig.build.json"), "--outDir", fresh];
  const status = runStep(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) stop("the build failed", "mend what tsc says above; dist is unchanged", 1);
}

/**
 * Writes the code as few files: doors, processes, and what they share. A worker that loads a hundred files starts
 * half as fast again, and a reload starts every worker anew.
 * @param {string} root
 * @param {string} fresh
 */
function bundle(root, fresh) {
  // Loaded here, because a build may be the first thing after an installation.
  const { buildSync } = createRequire(path.join(root, "package.json"))("esbuild");
  try {
    buildSync({
      absWorkingDir: root,
      entryPoints: listEntries(root),
      outdir: fresh,
      outbase: "src",
      chunkNames: "chunks/[name]-[hash]",
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      external: listExternal(root),
      target: "node22.18",
    });
  } catch {
    stop("the build failed", "mend what esbuild says above; dist is unchanged", 1);
  }
}

/**
 * What stays a package of its own: all that the manifest names, installed or not.
 * @param {string} root
 */
function listExternal(root) {
  const manifest = readJson(path.join(root, "package.json"));
  const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = manifest;
  const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
  return names.filter((name) => !bundled.includes(name)).flatMap((name) => [name, `${name}/*`]);
}

/**
 * What somebody else loads: the published doors and the mains of the processes.
 * @param {string} root
 */
function listEntries(root) {
  const { exports } = readJson(path.join(root, "package.json"));
  const doors = Object.values(exports).flatMap((door) => door.default ?? []);
  const files = doors.map((door) => door.replace("./dist/", "src/").replace(/\.js$/, ".ts"));
  return [...files, ...processes].filter((file) => existsSync(path.join(root, file)));
}

/**
 * @param {string} fresh
 * @param {string} target
 * @param {string} aside
 */
function swap(fresh, target, aside) {
  if (existsSync(target)) renameSync(target, aside);
  renameSync(fresh, target);
}

/**
 * Names, sizes and times of all inputs; contents need not be read.
 * @param {string} root
 */
function fingerprint(root) {
  const hash = createHash("sha256");
  for (const input of inputs) describe(path.join(root, input), hash);
  return hash.digest("hex");
}

/**
 * @param {string} file
 * @param {import("node:crypto").Hash} hash
 */
function describe(file, hash) {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) {
    hash.update(`${file}\0${found.size}\0${found.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(file).sort()) describe(path.join(file, name), hash);
}
