/** Planted uses of powers by rooms that do not hold them. */
import { expect, test } from "vitest";
import { lines, planted } from "./planted.ts";
import { checkPowers, type Holder } from "./powers.ts";

const holders: Holder[] = [
  { power: "environment", at: "config/", reason: "it reads settings" },
  { power: "timers", at: "core/clock.ts", reason: "it is the clock" },
];

test.each([
  ["process.env", "environment", "const port = process.env.PORT;"],
  ["process.env", "environment", `const port = process["env"].PORT;`],
  ["process.env", "environment", "const port = globalThis.process.env.PORT;"],
  ["process.env", "environment", "const { pid, env } = process;"],
  ["process.exit", "arguments and exit", "process.exit(1);"],
  ["process.exitCode", "arguments and exit", "process.exitCode = 1;"],
  ["process.argv", "arguments and exit", "const [name] = process.argv;"],
  ["process.on(SIGTERM)", "signals", `process.on("SIGTERM", stop);`],
  ["process.on(SIGHUP)", "signals", `process.once("SIGHUP", stop);`],
  ["process.on(signal)", "signals", "for (const signal of signals) process.on(signal, stop);"],
  ["process.stdout", "output", `process.stdout.write("hello");`],
  ["console", "output", `console.log("hello");`],
  ["setTimeout", "timers", "setTimeout(wake, 10);"],
  ["setInterval", "timers", "globalThis.setInterval(wake, 10);"],
  ["the module node:process", "hidden power", `import { env } from "node:process";`],
  [
    "the module node:timers/promises",
    "hidden power",
    `import { setTimeout as sleep } from "node:timers/promises";`,
  ],
])("%s (%s) is reported in: %s", (what, power, code) => {
  const sources = planted({ "http/a.ts": `\n${code}` });
  expect(lines(checkPowers(sources, holders))).toEqual([
    `src/http/a.ts:2 powers: ${what} is used by somebody who does not hold it (${power})`,
  ]);
});

test("a holder uses its power, in a folder or in one file", () => {
  const sources = planted({
    "config/a.ts": "const port = process.env.PORT;",
    "core/clock.ts": "setTimeout(wake, 10);",
  });
  expect(checkPowers(sources, holders)).toEqual([]);
});

test("what only looks like a power is left alone", () => {
  const code = `process.on("message", hear); clock.setTimeout(1); const a = { console: 1, env: 2 }; a.env;`;
  expect(checkPowers(planted({ "http/a.ts": code }), holders)).toEqual([]);
});
