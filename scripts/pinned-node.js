/** Imported first by every script that needs the pinned Node: stops with one line on any other. */
import { pinnedVersion, stop } from "./steps/project.js";

if (process.versions.node !== pinnedVersion) {
  stop(
    `this needs the pinned Node ${pinnedVersion}, this is ${process.versions.node}`,
    "npm ci",
    2,
  );
}
