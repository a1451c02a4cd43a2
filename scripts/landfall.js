/** `npm run landfall -- …`: the command line of this checkout, in this process, so that signals reach it. */
import "./pinned-node.js";
import { prepareBuild } from "./steps/prepare-build.js";
import { root } from "./steps/project.js";

prepareBuild(root);
process.argv[1] = new URL("../bin/landfall.js", import.meta.url).pathname;
await import("../bin/landfall.js");
