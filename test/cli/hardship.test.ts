/** A machine that gives less than it should: no room for processes, for files, or for the log. */

import { chmodSync, existsSync, openSync, closeSync } from "node:fs";
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createProject, eventually, get, plainApp, run, serve } from "./landfall-process.ts";
import { mayBecomeStranger } from "./stranger.ts";

const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];
const hasLimits = spawnSync("prlimit", ["--version"], { stdio: "ignore" }).status === 0;

/** A user that nothing else runs as, so that its processes can be counted. */
function asStranger(limits: readonly string[] = []): readonly string[] {
  const user = String(60_000 + (process.pid % 5_000));
  const limited = limits.length === 0 ? [] : ["prlimit", ...limits, "--"];
  return ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", ...limited];
}

function openProject(mode: number): string {
  const cwd = createProject({ "app.mjs": plainApp });
  chmodSync(cwd, mode);
  return cwd;
}

test.skipIf(!mayBecomeStranger || !hasLimits)(
  "a full process table ends the start with what is missing, and leaves nothing behind",
  async () => {
    const cwd = openProject(0o777);
    // Threads count: the master has about seven, and Node in a worker wants as many again.
    const wrapper = asStranger(["--nproc=8:8"]);
    const args = ["serve", ...alone, "--boot-timeout", "5s"];
    const { code, stderr } = await run(args, { cwd, wrapper });
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/the worker (was killed|could not be started|was not ready|exited)/);
    expect(stderr).toMatch(/\n {2}hint: (The system refused it a process|Look for a top-level)/);
    expect(existsSync(join(cwd, ".landfall/control.sock"))).toBe(false);
  },
);

test.skipIf(!mayBecomeStranger || !hasLimits)(
  "a process table that fills up later costs a failed reload, and the old workers serve on",
  async () => {
    const cwd = openProject(0o777);
    const master = await serve(cwd, alone, { wrapper: asStranger() });
    const url = await master.url();
    const before = JSON.parse(await get(url)).pid;
    // Its owner may lower its soft limit, and raise it again.
    const allow = (count: number) => {
      const [file, ...args] = [
        ...asStranger(),
        "prlimit",
        `--pid=${master.pid}`,
        `--nproc=${count}:`,
      ];
      expect(spawnSync(file!, args).status).toBe(0);
    };
    allow(1);
    const reload = await run(["reload"], { cwd });
    expect(reload.code).toBe(1);
    expect(reload.stderr).toMatch(/reload failed, .*could not be started: .*EAGAIN/);
    expect(JSON.parse(await get(url)).pid).toBe(before);
    allow(1_000);
    expect((await run(["reload"], { cwd })).code).toBe(0);
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
  },
);

test.skipIf(!mayBecomeStranger)(
  "a folder that nothing can be written to is served, and its master is found",
  async () => {
    const cwd = openProject(0o555);
    const wrapper = asStranger();
    const master = await serve(cwd, alone, { wrapper });
    await master.says(/nothing can be written to .*, so the control socket is /);
    expect(await get(await master.url())).toContain("pid");
    expect((await run(["status"], { cwd, wrapper })).stdout).toContain(`master ${master.pid}`);
    expect((await run(["reload"], { cwd, wrapper })).code).toBe(0);
    expect((await run(["stop"], { cwd, wrapper })).code).toBe(0);
    expect(await master.ended).toBe(0);
  },
);

test.skipIf(!mayBecomeStranger)(
  "a control socket that was asked for is not moved, but refused",
  async () => {
    const cwd = openProject(0o555);
    const args = ["serve", ...alone, "--control", "run/control.sock"];
    const { code, stderr } = await run(args, { cwd, wrapper: asStranger() });
    expect(code).toBe(1);
    expect(stderr).toMatch(/control\.sock cannot be used: EACCES.*\n {2}hint: Give another place/);
  },
);

test.skipIf(!existsSync("/dev/full"))(
  "a full disk under standard error and output costs lines, no request",
  async () => {
    const cwd = createProject({
      "app.mjs": `export default (request) => (console.log(request.url), new Response("fine"));`,
    });
    const full = openSync("/dev/full", "w");
    onTestFinished(() => closeSync(full));
    const bin = join(import.meta.dirname, "../../bin/landfall.js");
    const args = [bin, "serve", "app.mjs", "--workers", "1", "--unix", "app.sock"];
    const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", full, full] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const socketPath = join(cwd, "app.sock");
    const ask = () => get("http://x/", { socketPath }).catch(() => undefined);
    await eventually(ask, "an answer", 20_000);
    for (let count = 0; count < 50; count += 1) expect(await ask()).toBe("fine");
    expect((await run(["reload"], { cwd })).code).toBe(0);
    expect(await ask()).toBe("fine");
    expect((await run(["stop"], { cwd })).code).toBe(0);
    await eventually(() => child.exitCode ?? undefined, "the end");
    expect(child.exitCode).toBe(0);
  },
);
