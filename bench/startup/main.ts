/**
 * `npm run bench -- startup [--rounds 9] [--json]`: how long `landfall --help` takes, and `landfall serve` to the first byte of an
 * app in JavaScript, in turn with a Node that does nothing; exits 1 when a floor of docs/benchmarks.md does not hold.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

import { type Limit, reportLimits, toLimitRow } from "../measures/limits.ts";
import { bin } from "../reload/landfall-process.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "9" }, json: { type: "boolean", default: false } },
});

/** One thing that takes time; resolves with milliseconds. */
interface Timed extends Limit {
  measure(folder: string): Promise<number>;
}

const app = `export default { fetch: () => new Response("Hello, world!") };`;
const startLimit = 30_000;

const timed: readonly Timed[] = [
  { name: "node -e 0", unit: "ms", measure: (folder) => timeOf(folder, ["-e", "0"]) },
  {
    name: "landfall --help",
    unit: "ms",
    floor: 200,
    target: 120,
    measure: (folder) => timeOf(folder, [bin, "--help"]),
  },
  {
    name: "landfall serve, to the first byte of a JS app",
    unit: "ms",
    floor: 1_000,
    target: 400,
    measure: timeToFirstByte,
  },
];

function start(folder: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
}

async function timeOf(folder: string, args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const [code] = await once(start(folder, args), "exit");
  if (code !== 0) throw new Error(`${args.join(" ")} exited ${code}`);
  return performance.now() - startedAt;
}

async function timeToFirstByte(folder: string): Promise<number> {
  const path = join(folder, "app.sock");
  const startedAt = performance.now();
  const server = start(folder, [bin, "serve", "app.mjs", "--quiet", "--unix", path]);
  const ended = once(server, "exit");
  try {
    while (!(await isAnswered(path))) {
      if (performance.now() - startedAt > startLimit) throw new Error("it does not answer");
      await pause(2);
    }
    return performance.now() - startedAt;
  } finally {
    server.kill("SIGTERM");
    await ended;
  }
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path, () => socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    socket.once("data", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => {});
    socket.once("close", () => resolve(false));
  });
}

const folder = await mkdtemp(join(tmpdir(), "landfall-bench-"));
try {
  await writeFile(join(folder, "app.mjs"), app);
  const figures = timed.map((): number[] => []);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const [index, { measure }] of timed.entries()) {
      figures[index]?.push(await measure(folder));
    }
  }
  const rows = timed.map((limit, index) => toLimitRow(limit, figures[index] ?? []));
  reportLimits(rows, values.json);
} finally {
  await rm(folder, { recursive: true, force: true });
}
