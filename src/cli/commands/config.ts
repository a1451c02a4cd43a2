/** `landfall config [NAME]`: every setting with its value, and who said so. */

import {
  assertSound,
  explainSettings,
  type LoadedConfig,
  nameBook,
  refuseKey,
  type SettingFacts,
  settingsTable,
} from "../../config/index.ts";
import { toProblem } from "../../core/index.ts";
import { everySetting, loadCallConfig } from "../config.ts";
import { formatTable } from "../table.ts";
import { type Command, defineCommand, jsonFlag } from "./contract.ts";

/** Prints the settings that `serve` would have if it were called in the same way. */
export const config: Command<"config"> = defineCommand({
  name: "config",
  summary: "Show every setting with its value and where it came from.",
  argument: { name: "[name]", summary: "one setting by its key, e.g. port" },
  settings: everySetting,
  flags: [{ flag: "--changed", summary: "Only what is not a default." }, jsonFlag],
  epilogue:
    "It takes the flags of serve and shows what they would come to. Secrets are shown as references only.",
  run: async (call) => {
    const { terminal, argument, flags } = call;
    const loaded = await loadCallConfig(call);
    const facts = pick(explainSettings(settingsTable, loaded), argument, flags["changed"] === true);
    terminal.out(flags["json"] === true ? toJson(loaded, facts) : formatFacts(facts, loaded));
    for (const warning of loaded.warnings) terminal.err(`landfall: warning: ${warning}`);
    assertSound(loaded);
    return 0;
  },
});

function pick(
  facts: readonly SettingFacts[],
  name: string | undefined,
  changed: boolean,
): readonly SettingFacts[] {
  const problem = name === undefined ? undefined : refuseKey({ name, where: "config" }, nameBook);
  if (problem !== undefined) throw problem;
  return facts.filter((fact) => {
    return (
      (name === undefined || fact.name === name) && !(changed && fact.origin.kind === "default")
    );
  });
}

function formatFacts(facts: readonly SettingFacts[], { environment }: LoadedConfig): string {
  if (facts.length === 0) return `every setting has its default (environment ${environment})`;
  const rows = facts.map(({ name, text, source }) => [name, text === "" ? "-" : text, source]);
  return formatTable([["setting", "value", "from"], ...rows]);
}

function toJson(loaded: LoadedConfig, facts: readonly SettingFacts[]): string {
  const { folder, environment, files, warnings } = loaded;
  const problems = loaded.problems.map((error) => {
    const { stack: _, ...problem } = toProblem(error);
    return problem;
  });
  const settings = Object.fromEntries(facts.map(({ name, ...fact }) => [name, fact]));
  return JSON.stringify({ folder, environment, files, settings, problems, warnings });
}
