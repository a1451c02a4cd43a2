/** `landfall check [APP]`: load everything that `serve` would load, say what is wrong, and end. */

import { realpathSync } from "node:fs";
import { relative } from "node:path";
import type { LoadedConfig } from "../../config/index.ts";
import { LandfallError, type Problem, toProblem } from "../../core/index.ts";
import type { CheckedApp } from "../../launch/index.ts";
import { everySetting, loadCallConfig } from "../config.ts";
import type { Call } from "./contract.ts";
import { type Command, defineCommand, jsonFlag } from "./contract.ts";

/** Exit code 0 if `serve` could begin, 1 if anything is wrong. */
export const check: Command<"check"> = defineCommand({
  name: "check",
  summary:
    "Load settings and app as serve would, without starting or listening, and say what is wrong.",
  argument: { name: "[app]", summary: "as for serve" },
  settings: everySetting,
  flags: [jsonFlag],
  epilogue:
    "The app is loaded as a worker loads it; its start() is not called, as that may change the world.",
  run: async (call) => {
    const { terminal, argument, flags } = call;
    const loaded = await loadCallConfig(call, argument);
    const problems: Problem[] = loaded.problems.map(toPlain);
    const checked = problems.length === 0 ? await tryApp(call, loaded, problems) : undefined;
    for (const warning of loaded.warnings) terminal.err(`landfall: warning: ${warning}`);
    if (flags["json"] === true) {
      const ok = problems.length === 0;
      const { warnings, files } = loaded;
      terminal.out(JSON.stringify({ ok, app: checked, files, problems, warnings }));
    } else {
      for (const { message, hint } of problems)
        terminal.err(`landfall: ${message}\n  hint: ${hint}`);
      if (checked !== undefined) terminal.out(formatChecked(checked, loaded));
    }
    return problems.length === 0 ? 0 : 1;
  },
});

async function tryApp(
  { workerMain, terminal }: Call,
  resolved: LoadedConfig,
  problems: Problem[],
): Promise<CheckedApp | undefined> {
  // Loaded here, because every other command does without it.
  const { checkApp } = await import("../../launch/index.ts");
  const { folder, boot } = resolved;
  const app = boot.settings.app || undefined;
  const output = (line: string): void => terminal.err(`[app] ${line}`);
  try {
    return await checkApp({ app, folder, resolved, workerMain, output });
  } catch (error) {
    if (!(error instanceof LandfallError)) throw error;
    problems.push(toPlain(error));
    return undefined;
  }
}

function toPlain(error: LandfallError): Problem {
  const { stack: _, ...problem } = toProblem(error);
  return problem;
}

function formatChecked({ description, file }: CheckedApp, { folder, files }: LoadedConfig): string {
  const read = files.length === 0 ? "" : `, settings of ${files.join(", ")}`;
  return `${relative(realpathSync(folder), file)} can be served: ${description}${read}`;
}
