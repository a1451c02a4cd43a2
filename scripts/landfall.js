/** `npm run landfall -- …`: the command line of this checkout, in this process, so that signals reach it. */
import "./pinned-node.js";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { prepareBuild } from "./steps/prepare-build.js";
import { root } from "./steps/project.js";

prepareBuild(root);
const main = path.join(root, "bin/landfall.js");
process.argv[1] = main;
await import(pathToFileURL(main).href);
