/** Gathers the project's pages and manifest for the checks of documents. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readFloors } from "../../test/architecture/floors.ts";
import { toExports } from "./doors.ts";
import { checkPages } from "./links.ts";
import { formatOptionPages } from "./option-pages.ts";
import { readJson } from "./project.js";

const foreign = /(^|\/)(node_modules|dist|\.git|\.landfall|data)(\/|$)/;

/** Reports dead links and commands in every page of the project. */
export function checkLinks(root: string): string[] {
  const files = listFiles(root, "").filter((file) => file.endsWith(".md"));
  const pages = Object.fromEntries(
    files.map((file) => [file, readFileSync(path.join(root, file), "utf8")]),
  );
  const scripts = Object.keys(readJson(path.join(root, "package.json")).scripts);
  return checkPages(pages, { exists: (file) => existsSync(path.join(root, file)), scripts });
}

/** Reports exports that do not follow from the table of floors. */
export function checkExports(root: string): string[] {
  const { manifest, wanted } = readExports(root);
  if (JSON.stringify(manifest.exports) === JSON.stringify(wanted)) return [];
  return ["package.json#exports is not what ARCHITECTURE.md publishes: npm run docs"];
}

/** Writes the exports into the manifest; says whether it had to. */
export function writeExports(root: string): boolean {
  if (checkExports(root).length === 0) return false;
  const { manifest, wanted } = readExports(root);
  const text = JSON.stringify({ ...manifest, exports: wanted }, undefined, 2);
  writeFileSync(path.join(root, "package.json"), `${text}\n`);
  return true;
}

/** Reports generated pages that are not what would be written now. */
export function checkGenerated(root: string): string[] {
  const pages = listStale(root);
  return pages.map(([file]) => `${file} is not what the options say: npm run docs`);
}

/** Writes the generated pages; says which of them were new. */
export function writeGenerated(root: string): string[] {
  const pages = listStale(root);
  for (const [file, text] of pages) writeFileSync(path.join(root, file), text);
  return pages.map(([file]) => file);
}

function listStale(root: string): [string, string][] {
  const pages = Object.entries(formatOptionPages());
  return pages.filter(([file, text]) => {
    const written = path.join(root, file);
    return !existsSync(written) || readFileSync(written, "utf8") !== text;
  });
}

/** Every file below a folder that is ours, relative to the project, with `/`. */
export function listFiles(root: string, folder: string): string[] {
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (foreign.test(file) || entry.isSymbolicLink()) return [];
    return entry.isDirectory() ? listFiles(root, file) : [file];
  });
}

function readExports(root: string) {
  const manifest = readJson(path.join(root, "package.json"));
  const { rooms } = readFloors(readFileSync(path.join(root, "ARCHITECTURE.md"), "utf8"));
  return { manifest, wanted: toExports(rooms) };
}
