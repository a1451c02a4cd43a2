/** `npm run bench [-- NAME] [ARGUMENTS]`: runs `bench/NAME/main.ts`, or compares servers: the suite NAME, or the default set. */
import "./pinned-node.js";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { prepareBuild } from "./steps/prepare-build.js";
import { root, stop } from "./steps/project.js";

const words = process.argv.slice(2);
const name = words[0]?.startsWith("-") ? undefined : words[0];
const benches = path.join(root, "bench");
const compare = path.join(benches, "compare/main.ts");
const { suites } = await import("../bench/compare/suites.ts");
const names = readdirSync(benches).filter((one) => one !== "compare" && hasMain(one));
const isSuite = suites.some((suite) => suite.name === name);
// What a suite of our own prints comes onto the page through the comparison only.
const isOwn = name !== undefined && names.includes(name) && !(isSuite && words.includes("--write"));

if (name !== undefined && !isOwn && !isSuite) {
  const all = new Set([...suites.map((suite) => suite.name), ...names]);
  const hint = `npm run bench -- ${[...all].join(" | ")}`;
  stop(`there is no bench ${JSON.stringify(name)}`, hint, 2);
}

prepareBuild(root);
const main = isOwn ? path.join(benches, name, "main.ts") : compare;
process.argv = [process.argv[0] ?? "node", main, ...(isOwn ? words.slice(1) : words)];
await import(pathToFileURL(main).href);

/** @param {string} folder */
function hasMain(folder) {
  return existsSync(path.join(benches, folder, "main.ts"));
}
