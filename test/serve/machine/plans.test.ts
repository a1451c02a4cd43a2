import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { bytes, megabytes } from "../../../src/core/index.ts";
import { listProcessors, planConfinement } from "../../../src/serve/machine/confinement.ts";
import { type MachineFacts, readMachine } from "../../../src/serve/machine/facts.ts";
import { planHeap, toHeapFlag } from "../../../src/serve/machine/heap.ts";
import { parseOpenFiles, warnOfOpenFiles } from "../../../src/serve/machine/open-files.ts";
import { parseProcessorList } from "../../../src/serve/machine/processor-list.ts";
import { planWorkers } from "../../../src/serve/machine/workers.ts";

const eight: MachineFacts = {
  processors: 8,
  allowed: [0, 1, 2, 3, 4, 5, 6, 7],
  quota: undefined,
  memory: megabytes(16_384),
  memoryLimit: undefined,
  openFiles: undefined,
};

test.each<[string, Partial<MachineFacts>, number, RegExp]>([
  ["the whole machine", {}, 8, /this machine has 8 processors/],
  ["one processor", { processors: 1, allowed: [0] }, 1, /has 1 processor$/],
  ["an affinity", { allowed: [2, 5] }, 2, /affinity or cpuset allows 2 of 8/],
  ["a quota", { quota: 3 }, 3, /control group allows 3 of 8/],
  ["a broken quota is rounded up", { quota: 1.5 }, 2, /allows 1\.5 of 8/],
  ["less than one is one", { quota: 0.25 }, 1, /allows 0\.25 of 8/],
  ["a quota beyond the machine", { quota: 64 }, 8, /this machine has 8/],
  ["the affinity is tighter than the quota", { quota: 4, allowed: [0] }, 1, /affinity/],
  ["little memory", { memoryLimit: megabytes(300) }, 3, /memory limit of 300mb has no room/],
  ["hardly any memory", { memoryLimit: megabytes(20) }, 1, /memory limit of 20mb/],
  ["memory enough", { memoryLimit: megabytes(4_000) }, 8, /this machine has 8/],
  ["no list of processors", { allowed: [] }, 1, /./],
])("[B1] auto with %s", (_, facts, workers, reason) => {
  const plan = planWorkers({ ...eight, ...facts });
  expect(plan.workers).toBe(workers);
  expect(plan.reason).toMatch(reason);
});

const limited = {
  asked: bytes(0),
  memoryLimit: megabytes(512),
  workers: 2,
  nodeFlags: [] as readonly string[],
};

test("a worker's heap is its share of the memory limit, with one worker more during a reload", () => {
  const plan = planHeap(limited);
  expect(toHeapFlag(plan!.heap)).toBe("--max-heap-size=104");
  expect(plan!.reason).toBe("the memory limit is 512mb");
});

test("without a limit Node decides, unless a heap was asked for", () => {
  expect(planHeap({ ...limited, memoryLimit: undefined })).toBeUndefined();
  const asked = planHeap({ ...limited, memoryLimit: undefined, asked: megabytes(700) });
  expect(asked).toEqual({ heap: megabytes(700), reason: "--worker-heap" });
});

test("a derived heap is neither less than Node needs nor more than it takes by itself", () => {
  expect(planHeap({ ...limited, memoryLimit: megabytes(70) })?.heap).toBe(megabytes(32));
  expect(planHeap({ ...limited, memoryLimit: megabytes(99_999) })?.heap).toBe(megabytes(4_096));
});

test.each([
  "--max-old-space-size=100",
  "--max_old_space_size=100",
  "--max-old-space-size",
  "--max-heap-size=9",
  "--max-old-space-size-percentage=50",
])("the user's own %s is left alone", (flag) => {
  expect(planHeap({ ...limited, nodeFlags: ["", flag] })).toBeUndefined();
  expect(planHeap({ ...limited, nodeFlags: ["--max-old-space-sizes"] })).toBeDefined();
});

test.each([
  ["0", [0]],
  ["0-3,8", [0, 1, 2, 3, 8]],
  ["0-1,4-5", [0, 1, 4, 5]],
  ["", []],
  ["x,3,5-4", [3]],
])("the list of processors %j is read", (text, expected) => {
  expect(parseProcessorList(text)).toEqual(expected);
});

test("[I6] each worker gets processors of its own, from the beginning again when they are used up", () => {
  const pick = (worker: number, each: number) => listProcessors([0, 2, 4], { worker, each });
  expect([pick(0, 1), pick(1, 1), pick(2, 1), pick(3, 1)]).toEqual([[0], [2], [4], [0]]);
  expect([pick(0, 2), pick(1, 2)]).toEqual([
    [0, 2],
    [0, 4],
  ]);
  expect(pick(5, 9)).toEqual([0, 2, 4]);
  expect(listProcessors([], { worker: 0, each: 1 })).toEqual([]);
});

const nothing = { cpuAffinity: 0, limitAddressSpace: bytes(0) };

test("[I6] affinity and address space are the words before a worker's command", () => {
  const tools = { allowed: [0, 1], find: (program: string) => `/bin/${program}` };
  const both = { cpuAffinity: 1, limitAddressSpace: megabytes(2_048) };
  expect(planConfinement(both, tools)(1)).toEqual([
    "/bin/taskset",
    "--cpu-list",
    "1",
    "/bin/prlimit",
    "--as=2147483648",
  ]);
  expect(planConfinement(nothing, tools)(1)).toEqual([]);
});

test("[I6] where the programs are missing, what was asked for is refused", () => {
  const tools = { allowed: [0], find: () => undefined };
  expect(() => planConfinement({ ...nothing, cpuAffinity: 1 }, tools)).toThrow(
    "--cpu-affinity needs the program taskset",
  );
  expect(() => planConfinement({ ...nothing, limitAddressSpace: megabytes(9) }, tools)).toThrow(
    "--limit-address-space needs the program prlimit",
  );
  expect(planConfinement(nothing, tools)(0)).toEqual([]);
});

test("[A19] a low limit of open files is told with its cures, a high one is not", () => {
  const table = "Limit  Soft  Hard  Units\nMax open files            1024     524288     files";
  expect(parseOpenFiles(table)).toBe(1_024);
  expect(parseOpenFiles("Max open files  unlimited  unlimited  files")).toBeUndefined();
  expect(parseOpenFiles("")).toBeUndefined();
  expect(warnOfOpenFiles(1_024)).toMatch(/1024 files.*LimitNOFILE=50000.*minfds=50000.*ulimit/);
  expect(warnOfOpenFiles(4_096)).toBeUndefined();
  expect(warnOfOpenFiles(undefined)).toBeUndefined();
});

test("[B1] the machine we are on is read without a guess", () => {
  const facts = readMachine();
  expect(facts.allowed).toHaveLength(facts.allowed.length > 0 ? facts.allowed.length : -1);
  expect(planWorkers(facts).workers).toBeGreaterThanOrEqual(1);
  expect(planWorkers({ ...facts, memoryLimit: undefined }).workers).toBeLessThanOrEqual(
    Math.max(availableParallelism(), 1),
  );
});

test("a machine that shows nothing of itself is taken as it is", () => {
  const facts = readMachine(() => undefined);
  expect(facts.allowed).toHaveLength(availableParallelism());
  expect(facts).toMatchObject({ quota: undefined, memoryLimit: undefined, openFiles: undefined });
});

const group = `/sys/fs/cgroup/memory/landfall-test-${process.pid}`;

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

test.skipIf(!canLimitMemory())("[B1] a real control group's limit is found from inside", () => {
  mkdirSync(group);
  onTestFinished(() => rmdirSync(group));
  writeFileSync(`${group}/memory.limit_in_bytes`, String(megabytes(600)));
  const limit = Number(readFileSync(`${group}/memory.limit_in_bytes`, "utf8"));
  const facts = new URL("../../../src/serve/machine/facts.ts", import.meta.url).href;
  const program = `import { readMachine } from ${JSON.stringify(facts)}; console.log(readMachine().memoryLimit);`;
  const shell = `echo $$ > ${group}/cgroup.procs && exec "$@"`;
  const node = [process.execPath, "--input-type=module", "-e", program];
  const { stdout, stderr } = spawnSync("sh", ["-c", shell, "sh", ...node], { encoding: "utf8" });
  expect(stdout.trim(), stderr).toBe(String(limit));
});
