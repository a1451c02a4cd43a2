/** All checks over one tree, and reading the real one. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkBudgets } from "./budgets.ts";
import { checkCycles } from "./cycles.ts";
import { checkDocumentation } from "./documentation.ts";
import type { Finding } from "./finding.ts";
import type { Floors } from "./floors.ts";
import { exemptions, holders } from "./holders.ts";
import { checkImports } from "./imports.ts";
import { checkLanguage } from "./language.ts";
import { checkPowers } from "./powers.ts";
import { checkRooms } from "./rooms.ts";
import { parseSource, type Source } from "./source.ts";
import { checkVariants } from "./variants.ts";

/** Each rule by its name, as the real tree has to keep it. */
export const rules: Readonly<
  Record<string, (sources: readonly Source[], floors: Floors) => Finding[]>
> = {
  "the folders are the rooms of ARCHITECTURE.md": checkRooms,
  "imports go down only, through doors": checkImports,
  "no file imports itself by a detour": checkCycles,
  "every variant is in its registry": checkVariants,
  "files and functions stay within their budgets": (sources) => checkBudgets(sources, exemptions),
  "files and exports say what they are": checkDocumentation,
  "each power has one holder": (sources) => checkPowers(sources, holders),
  "the language is used without its traps": checkLanguage,
};

/** Parses every TypeScript file below a folder. */
export function readTree(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => /\.[mc]?tsx?$/.test(file))
    .sort()
    .map((file) => parseSource(file, readFileSync(path.join(folder, file), "utf8")));
}
