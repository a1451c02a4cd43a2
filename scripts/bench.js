/** `npm run bench -- NAME [ARGUMENTS]`: runs `bench/NAME/main.ts`, or lists what there is. */
import "./pinned-node.js";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { prepareBuild } from "./steps/prepare-build.js";
import { root, stop } from "./steps/project.js";

const [name, ...rest] = process.argv.slice(2);
const benches = path.join(root, "bench");
const names = existsSync(benches) ? readdirSync(benches).filter(hasMain) : [];

if (name === undefined || !names.includes(name)) {
  const problem = name === undefined ? "which bench?" : `there is no bench ${JSON.stringify(name)}`;
  stop(problem, `npm run bench -- ${names.join(" | ") || "NAME (there is none yet)"}`, 2);
}

prepareBuild(root);
const main = path.join(benches, name, "main.ts");
process.argv = [process.argv[0] ?? "node", main, ...rest];
await import(pathToFileURL(main).href);

/** @param {string} folder */
function hasMain(folder) {
  return existsSync(path.join(benches, folder, "main.ts"));
}
