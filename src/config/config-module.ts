/** What a configuration file in TypeScript or JavaScript gives, in the process that loads it. */

import { appErrors, describeFailure, loadExport } from "../serve/app/index.ts";
import { configErrors } from "./errors.ts";
import { requireJsonObject } from "./json-values.ts";

/** Which file, for whom. */
export interface ModuleRequest {
  /** Absolute path of the file. */
  readonly file: string;
  /** The same as it is shown in messages. */
  readonly path: string;
  /** The project's folder. */
  readonly folder: string;
  readonly environment: string;
}

/**
 * Loads the file as apps are loaded. Its default export is the object, a promise of it, or a function that returns
 * either, as Vite's and Nitro's configurations. Every failure is one line that names the file.
 */
export async function loadConfigModule(request: ModuleRequest): Promise<Record<string, unknown>> {
  const { file, path, folder } = request;
  const wanted = {
    advice: "Write: export default defineConfig({ port: 8080 })",
    matches: (value: unknown) => typeof value === "function" || value instanceof Promise,
    refuse: () => configErrors.fail.CONFIG_NO_OBJECT({ path, found: "no function" }),
  };
  // The last # of a specifier begins the export's name, so that a file's own # does no harm.
  const specifier = `${file}#default`;
  const { value } = await loadExport({ specifier, cwd: folder, stripTypes: false, wanted });
  const made = typeof value === "function" ? await call(value, request) : value;
  return requireJsonObject(made, path);
}

async function call(
  make: unknown,
  { file, folder: cwd, environment }: ModuleRequest,
): Promise<unknown> {
  try {
    return await (make as (context: { environment: string }) => unknown)({ environment });
  } catch (error) {
    throw appErrors.fail.APP_IMPORT_FAILED(describeFailure(error, { file, cwd }), error);
  }
}
