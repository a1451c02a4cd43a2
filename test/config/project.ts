/** A project folder with configuration in it, loaded without the command line. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { type ConfigCall, loadConfig, type LoadedConfig } from "../../src/config/index.ts";

/** The entry of the process that loads configuration files, from the sources. */
export const configMain: string = resolve(import.meta.dirname, "../../src/config/main.ts");

/** What a project says, and what it is called with. */
export interface ProjectCall {
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly app?: string;
}

/** A folder with these files, removed with the test. */
export function createFolder(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-config-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The call of a command in a folder. */
export function toCall(folder: string, { flags = {}, env = {}, app }: ProjectCall): ConfigCall {
  return { folder, flags, env: { PATH: process.env["PATH"], ...env }, app, configMain };
}

/** All settings of such a project. */
export function load(call: ProjectCall): Promise<LoadedConfig> {
  return loadConfig(toCall(createFolder(call.files ?? {}), call));
}
