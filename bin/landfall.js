#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";

// USR1 reopens logs; without a listener Node would open its inspector instead, so this stands before all else.
process.on("SIGUSR1", () => {});
// A daemon belongs to no terminal; HUP means reload to it, and nothing before it serves.
if (process.env.LANDFALL_DETACHED !== undefined) process.on("SIGHUP", () => {});

// While the modules load nobody listens yet, and a signal would end what is about to become a master.
if (process.argv.slice(2).find((word) => !word.startsWith("-")) === "serve") {
  for (const name of ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR2"]) rememberFor(name);
  // A master works little and stays for long: V8 need not keep 32 MB for its young objects. Workers are not concerned.
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** Whoever listens to the signal first hears of one that came before. */
function rememberFor(name) {
  let came = false;
  const remember = () => (came = true);
  process.on(name, remember);
  const onListener = (added) => {
    if (added !== name) return;
    process.off("newListener", onListener);
    const isOwed = came;
    // Not before the other one listens: without any listener for a moment the signal would end the process.
    setImmediate(() => {
      process.off(name, remember);
      if (isOwed) process.emit(name, name);
    });
  };
  process.on("newListener", onListener);
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `landfall: needs Node 22.18 or newer, this is ${process.versions.node}\n` +
      "  hint: Install a newer Node, or add one to the project: npm install --save-dev node@24\n",
  );
  process.exit(2);
}

await import("../dist/bin/landfall.js");
