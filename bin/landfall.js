#!/usr/bin/env node
// USR1 reopens logs; without a listener Node would open its inspector instead, so this stands before all else.
process.on("SIGUSR1", () => {});
// A daemon belongs to no terminal; HUP means reload to it, and nothing before it serves.
if (process.env.LANDFALL_DETACHED !== undefined) process.on("SIGHUP", () => {});

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `landfall: needs Node 22.18 or newer, this is ${process.versions.node}\n` +
      "  hint: Install a newer Node, or add one to the project: npm install --save-dev node@24\n",
  );
  process.exit(2);
}

await import("../dist/bin/landfall.js");
