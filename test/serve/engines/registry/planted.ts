/** Adapters that are planted in tests, and projects with packages for them. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { node, type ServerAdapter } from "../../../../src/serve/engines/index.ts";

/** An adapter like `node` but for what is given. */
export function plant(changes: Partial<ServerAdapter>): ServerAdapter {
  return { ...node, name: "planted", ...changes };
}

/** A project folder with these files, removed with the test. */
export function createProject(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-server-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The files of an installed package. */
export function installed(name: string, main: string, manifest = {}): Record<string, string> {
  const folder = `node_modules/${name}`;
  const facts = { name, version: "1.0.0", type: "module", main: "main.js", ...manifest };
  return { [`${folder}/package.json`]: JSON.stringify(facts), [`${folder}/main.js`]: main };
}
