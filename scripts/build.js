/** `npm run build`: compiles src into dist. */
import "./pinned-node.js";
import { build } from "./steps/building.js";
import { oneAtATime } from "./steps/one-at-a-time.js";
import { root } from "./steps/project.js";

oneAtATime(root, () => build(root));
