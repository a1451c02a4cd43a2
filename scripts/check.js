/** `npm run check`: everything that can be said without running the server; one line per step. */
import "./pinned-node.js";
import { root } from "./steps/project.js";
import { prepareBuild } from "./steps/prepare-build.js";

prepareBuild(root);
const { checks } = await import("./steps/checks.ts");

const results = await Promise.all(
  Object.entries(checks).map(async ([name, check]) => {
    const begin = performance.now();
    const { ok, output } = await check(root);
    const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
    process.stdout.write(`${ok ? "ok    " : "FAILED"} ${name} (${seconds} s)\n`);
    if (!ok) process.stdout.write(`${output.trimEnd().replace(/^/gm, "    ")}\n`);
    return ok;
  }),
);
process.exitCode = results.every(Boolean) ? 0 : 1;
