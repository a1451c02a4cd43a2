import { expect, onTestFinished, test, vi } from "vitest";
import type { WorkerActivity } from "../../../src/serve/channel/index.ts";
import type { WorkerEnd } from "../../../src/serve/supervisor/state.ts";
import { WorkerProcess } from "../../../src/serve/supervisor/worker-process.ts";

interface Heard {
  readonly worker: WorkerProcess;
  readonly ends: WorkerEnd[];
  readonly lines: string[];
  readonly beats: WorkerActivity[];
}

/** Starts Node with this program as the worker. */
function start(program: string, file: string = process.execPath): Heard {
  const ends: WorkerEnd[] = [];
  const lines: string[] = [];
  const beats: WorkerActivity[] = [];
  const args = ["--input-type=module", "-e", program];
  const worker = WorkerProcess.start(
    { file, args, cwd: import.meta.dirname, env: process.env, descriptors: [] },
    {
      ready: (description) => void lines.push(`ready: ${description}`),
      wantsOut: () => {},
      beat: (activity) => void beats.push(activity),
      stoppedAccepting: () => {},
      exited: (end) => void ends.push(end),
      line: (stream, text) => void lines.push(`${stream}: ${text}`),
    },
  );
  onTestFinished(() => worker.kill());
  return { worker, ends, lines, beats };
}

async function endOf({ ends }: Heard): Promise<WorkerEnd> {
  await vi.waitFor(() => expect(ends).not.toEqual([]), { timeout: 10_000 });
  return ends[0]!;
}

test("a process that cannot be created is an end like any other, told once", async () => {
  const heard = start("", "/nowhere/node");
  expect((await endOf(heard)).how).toMatch(/^could not be started: .*ENOENT/);
  expect(heard.ends).toHaveLength(1);
});

test("how a process ended is told with its signal or code, and after its last words", async () => {
  const killed = start(`process.kill(process.pid, "SIGKILL")`);
  const exited = start(`console.log("out"); console.error("Error: gone"); process.exitCode = 7`);
  expect((await endOf(killed)).how).toBe("was killed by SIGKILL");
  expect(await endOf(exited)).toEqual({
    problem: undefined,
    how: "exited with code 7",
    lastLine: "Error: gone",
  });
  expect(exited.lines.toSorted()).toEqual(["stderr: Error: gone", "stdout: out"]);
});

test("a grandchild that keeps the streams open does not hide the end", async () => {
  const heard = start(`
    import { spawn } from "node:child_process";
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit", detached: true });
    console.log(child.pid);
    process.exit(3);
  `);
  await vi.waitFor(() => expect(heard.lines).toHaveLength(1), { timeout: 10_000 });
  const pid = Number(heard.lines[0]?.replace("stdout: ", ""));
  onTestFinished(() => void process.kill(pid, "SIGKILL"));
  expect((await endOf(heard)).how).toBe("exited with code 3");
});

test("its beats are remembered, and what the app itself sends is not taken for one", async () => {
  const { worker, lines, beats } = start(`
    const say = (message) => process.send({ landfall: 1, message });
    process.send("hello");
    process.send({ landfall: 1 });
    say({ kind: "beat", connections: 1, inFlight: 2, requests: 3, refused: 4, memory: 5, cpu: 0.5, cpuTime: 6 });
    say({ kind: "beat", connections: -1, inFlight: "many" });
    say({ kind: "ready" });
    say({ kind: "ready", description: "an app", file: "/app.ts" });
  `);
  await vi.waitFor(() => expect(lines).toEqual(["ready: an app"]), { timeout: 10_000 });
  const said = { connections: 1, inFlight: 2, requests: 3, refused: 4, memory: 5 };
  expect(worker.activity).toMatchObject(said);
  expect(beats).toEqual([worker.activity]);
});

test("it has no input, whatever its master has", async () => {
  const heard = start(`
    import { fstatSync } from "node:fs";
    console.log(fstatSync(0).isCharacterDevice());
    process.stdin.resume().on("end", () => process.exit(5));
  `);
  expect((await endOf(heard)).how).toBe("exited with code 5");
  expect(heard.lines).toEqual(["stdout: true"]);
});
