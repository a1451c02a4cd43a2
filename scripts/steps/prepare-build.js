/** Builds if dist is missing or stale, one process at a time. */
import { build, isStale } from "./building.js";
import { oneAtATime } from "./one-at-a-time.js";

/**
 * Makes sure that dist is what src says.
 * @param {string} root
 */
export function prepareBuild(root) {
  if (!isStale(root)) return;
  oneAtATime(root, () => {
    if (isStale(root)) build(root);
  });
}
