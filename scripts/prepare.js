/** Before `npm start` and `npm test`: installs and builds what is missing, on whatever Node runs it. */
import { build, isStale } from "./steps/building.js";
import { install, reasonToInstall } from "./steps/installation.js";
import { oneAtATime } from "./steps/one-at-a-time.js";
import { root } from "./steps/project.js";

if (reasonToInstall(root) !== undefined || isStale(root)) oneAtATime(root, prepare);

function prepare() {
  const reason = reasonToInstall(root);
  if (reason !== undefined) install(root, reason);
  if (isStale(root)) build(root);
}
