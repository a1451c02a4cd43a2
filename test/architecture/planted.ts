/** A small sound tree, in which tests plant one fault each. */
import { formatFinding, type Finding } from "./finding.ts";
import type { Floors } from "./floors.ts";
import { parseTree, type Source } from "./source.ts";

/** Five rooms on four floors, and one that is not built. */
export const floors: Floors = {
  rooms: [
    { name: "core", floor: 0 },
    { name: "http", floor: 1 },
    { name: "stores", floor: 1 },
    { name: "serve/engines", floor: 3 },
    { name: "config", floor: 6 },
  ],
  unbuilt: [{ name: "admin", floor: 5 }],
};

const sound = {
  "core/index.ts": `/** The ground floor. */\nexport * from "./clock.ts";\n`,
  "core/clock.ts": `/** Time. */\n\n/** Now. */\nexport const now: number = 1;\n`,
  "http/index.ts": `/** HTTP. */\nexport { app } from "./app.ts";\n`,
  "http/app.ts": `/** Apps. */\nimport { now } from "../core/index.ts";\n\n/** An app. */\nexport const app: number = now;\n`,
  "stores/index.ts": `/** Stores. */\nexport {};\n`,
  "serve/engines/contract.ts": `/** The contract. */\nexport {};\n`,
  "serve/engines/options.ts": `/** Options. */\nimport "../../core/index.ts";\n`,
  "serve/engines/index.ts": `/** The door. */\nexport { engines } from "./registry.ts";\n`,
  "serve/engines/node.ts": `/** Node. */\n\n/** The engine. */\nexport const nodeServer: number = 1;\n`,
  "serve/engines/registry.ts": `/** The table. */\nimport { nodeServer } from "./node.ts";\n\n/** All engines. */\nexport const engines: number[] = [nodeServer];\n`,
  "config/index.ts": `/** Settings. */\nimport "../serve/engines/options.ts";\nimport "../serve/engines/index.ts";\n`,
};

/** The sound tree with files added or replaced. */
export function planted(files: Readonly<Record<string, string>> = {}): Source[] {
  return parseTree({ ...sound, ...files });
}

/** Findings as lines, for comparison. */
export function lines(findings: readonly Finding[]): string[] {
  return findings.map(formatFinding);
}
