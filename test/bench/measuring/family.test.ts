/** Every process of a server is counted and ended, also where a worker leads a session of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import {
  cpuSeconds,
  endFamily,
  familyOf,
  megabytes,
  parseStat,
  selectFamily,
} from "../../../bench/measuring/family.ts";
import { isGone } from "../../../bench/reload/process-table.ts";

it("reads a process whose name looks like the rest of the line", () => {
  const line = "4711 (a) R 1 2 (b)) S 12 4711 99 0 -1 4194560 1 0 0 0 250 50 7 7 20 0 1 0 1 1 1 1";
  expect(parseStat(line)).toEqual({ pid: 4711, parent: 12, session: 99, state: "S", ticks: 300 });
});

it("finds children, their sessions, and who is left of them", () => {
  const stat = (pid: number, parent: number, session: number) => ({
    pid,
    parent,
    session,
    state: "S",
    ticks: 0,
  });
  const orphan = stat(14, 1, 12);
  const all = [orphan, stat(10, 1, 10), stat(11, 10, 10), stat(12, 11, 12), stat(20, 1, 20)];
  expect(selectFamily(all, 10).map(({ pid }) => pid)).toEqual([14, 10, 11, 12]);
});

const sleeper = `setTimeout(() => {}, 600_000); process.stdout.write("up\\n");`;
const parent = `
  const { spawn } = require("node:child_process");
  const options = { detached: true, stdio: ["ignore", "inherit", "inherit"] };
  spawn(process.execPath, ["-e", ${JSON.stringify(sleeper)}], options);
  while (process.cpuUsage().user < 200_000);
  process.stdout.write("up\\n");
`;

it("counts the time and memory of all, and leaves nobody behind", async () => {
  const child = spawn(process.execPath, ["-e", parent], { detached: true });
  const pid = child.pid ?? 0;
  const exited = once(child, "exit");
  let said = "";
  while (said !== "up\nup\n") said += String((await once(child.stdout, "data"))[0]);
  const both = familyOf(pid).map((stat) => stat.pid);
  expect(both).toHaveLength(2);
  expect(cpuSeconds(pid)).toBeGreaterThanOrEqual(0.19);
  expect(megabytes(pid)).toBeGreaterThan(20);
  await endFamily(pid);
  await exited;
  expect(familyOf(pid)).toEqual([]);
  expect(both.filter((one) => !isGone(one))).toEqual([]);
});
