/** `npm run landfall -- …`: the command line of this checkout, in this process, so that signals reach it. */
import "./pinned-node.js";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { prepareBuild } from "./steps/prepare-build.js";
import { root } from "./steps/project.js";

prepareBuild(root);
// npm runs scripts in the root; the words on the command line are meant for where they were typed.
const typed = process.env.INIT_CWD;
if (typed !== undefined) {
  process.chdir(typed);
  process.env.PWD = typed;
}
const main = path.join(root, "bin/landfall.js");
process.argv[1] = main;
await import(pathToFileURL(main).href);
