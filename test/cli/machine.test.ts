/** What the machine means for workers, seen from inside of them. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { createProject, get, LandfallProcess, run, serve } from "./landfall-process.ts";

const hasPrograms = ["taskset", "prlimit"].every(
  (program) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0,
);

/** Says what a worker runs under. */
const app = `
import { readFileSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
export default (request, context) => {
  const status = readFileSync("/proc/self/status", "utf8");
  const limits = readFileSync("/proc/self/limits", "utf8");
  return Response.json({
    worker: context.worker,
    processors: /^Cpus_allowed_list:\\s*(\\S+)/m.exec(status)[1],
    addressSpace: /^Max address space\\s+(\\S+)/m.exec(limits)[1],
    heap: Math.round(getHeapStatistics().heap_size_limit / 1048576),
    flags: process.execArgv,
  });
};
`;

interface Answer {
  readonly worker: number;
  readonly processors: string;
  readonly addressSpace: string;
  readonly heap: number;
  readonly flags: readonly string[];
}

async function ask(master: LandfallProcess): Promise<Answer> {
  return JSON.parse(await get(await master.url())) as Answer;
}

const listen = ["--listen", "127.0.0.1:0"];

test.skipIf(!existsSync("/proc/self/limits"))(
  "[B1] auto is printed with its reason, and WEB_CONCURRENCY overrides it",
  async () => {
    const cwd = createProject({ "app.mjs": app });
    const auto = await serve(cwd, ["app.mjs", ...listen]);
    await auto.says(
      /workers: \d+, because (this machine has|affinity|a control group|the memory limit)/,
    );
    await auto.kill();
    const env = { WEB_CONCURRENCY: "1" };
    const asked = await serve(cwd, ["app.mjs", ...listen], { env });
    expect(asked.stderr).toContain("Landfall serves with 1 worker");
    expect(asked.stderr).not.toContain("because");
  },
);

test.skipIf(!hasPrograms)("[B1] auto obeys an affinity", async () => {
  const cwd = createProject({ "app.mjs": app });
  const own = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))![1]!;
  const wrapper = ["taskset", "--cpu-list", own];
  const master = await serve(cwd, ["app.mjs", ...listen], { wrapper });
  expect(master.stderr).toContain("Landfall serves with 1 worker");
});

test.skipIf(!hasPrograms)(
  "[I6] workers get processors and an address space of their own",
  async () => {
    const cwd = createProject({ "app.mjs": app });
    const confined = ["--cpu-affinity", "1", "--limit-address-space", "4gb"];
    const master = await serve(cwd, ["app.mjs", "--workers", "1", ...listen, ...confined]);
    const { processors, addressSpace } = await ask(master);
    expect(processors).toMatch(/^\d+$/);
    expect(addressSpace).toBe(String(4 * 1_024 ** 3));
    expect((await run(["reload"], { cwd })).code).toBe(0);
    expect((await ask(master)).addressSpace).toBe(addressSpace);
  },
);

test("[I6] where taskset and prlimit are missing, that is the end of the start", async () => {
  const cwd = createProject({ "app.mjs": app });
  for (const [option, value, program] of [
    ["--cpu-affinity", "1", "taskset"],
    ["--limit-address-space", "8gb", "prlimit"],
  ] as const) {
    const args = ["serve", "app.mjs", ...listen, option, value];
    const { code, stderr } = await run(args, { cwd, env: { PATH: cwd } });
    expect(code).toBe(1);
    expect(stderr).toContain(`${option} needs the program ${program}, which is not in PATH`);
  }
});

test.skipIf(!existsSync("/proc/self/limits"))(
  "a heap that was asked for is the workers', and the user's own flag stays",
  async () => {
    const cwd = createProject({ "app.mjs": app });
    const args = ["app.mjs", "--workers", "1", ...listen, "--worker-heap", "300mb"];
    const asked = await serve(cwd, args);
    expect(await ask(asked)).toMatchObject({ flags: ["--max-heap-size=300"], heap: 300 });
    await asked.kill();
    const env = { NODE_OPTIONS: "--max-old-space-size=200" };
    const own = await serve(cwd, args, { env });
    const { flags, heap } = await ask(own);
    expect(flags).toEqual([]);
    // Node adds the young generation to it.
    expect(heap).not.toBe(300);
  },
);

test.skipIf(!hasPrograms)(
  "[A19] a low limit of open files is warned of, with its cures",
  async () => {
    const cwd = createProject({ "app.mjs": app });
    const wrapper = ["prlimit", "--nofile=1024:1024", "--"];
    const master = await serve(cwd, ["app.mjs", "--workers", "1", ...listen], { wrapper });
    expect(master.stderr).toMatch(/warning: each worker may open 1024 files.*LimitNOFILE=50000/);
  },
);

const group = `/sys/fs/cgroup/memory/landfall-serve-${process.pid}`;

/** True where there is a version 1 memory controller in which we may make groups. */
function canLimitMemory(): boolean {
  try {
    mkdirSync(group);
    const isController = existsSync(`${group}/memory.limit_in_bytes`);
    rmdirSync(group);
    return isController;
  } catch {
    return false;
  }
}

test.skipIf(!canLimitMemory())(
  "[B1] in a real control group, number and heap of the workers fit the memory",
  async () => {
    mkdirSync(group);
    onTestFinished(async () => {
      await master.ended;
      rmdirSync(group);
    });
    writeFileSync(`${group}/memory.limit_in_bytes`, String(512 * 1_024 ** 2));
    const cwd = createProject({ "app.mjs": app });
    const wrapper = ["sh", "-c", `echo $$ > ${group}/cgroup.procs && exec "$@"`, "sh"];
    const master = await serve(cwd, ["app.mjs", "--workers", "2", ...listen], { wrapper });
    const { flags } = await ask(master);
    expect(flags).toEqual(["--max-heap-size=104"]);
    expect(master.stderr).toContain("because of the memory limit is 512mb");
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
  },
);
