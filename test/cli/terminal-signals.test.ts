import { spawnSync } from "node:child_process";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  createProject,
  endNow,
  eventually,
  get,
  LandfallProcess,
  run,
  serve,
} from "./landfall-process.ts";

const has = (program: string) => spawnSync(program, ["--version"]).status === 0;
const args = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

/** Answers after a moment, so that a signal finds the request under way. */
const slowApp = `
export default async () => {
  console.error("began");
  await new Promise((resolve) => setTimeout(resolve, 100));
  return new Response(String(process.pid));
};
`;

describe.runIf(has("setsid"))("a signal that reaches every process of the terminal", () => {
  test.each([
    ["SIGINT", "is a graceful stop"],
    ["SIGHUP", "is a reload"],
  ] as const)("%s %s: workers leave it to their master", async (name, _meaning) => {
    const cwd = createProject({ "app.mjs": slowApp });
    const master = await serve(cwd, args, { wrapper: ["setsid"] });
    const answer = get(await master.url());
    await master.says("began");
    process.kill(-master.pid, name);
    expect(Number(await answer)).toBeGreaterThan(0);
    if (name === "SIGHUP") {
      await master.says("generation 2 serves");
      master.signal("SIGTERM");
    }
    expect(await master.ended).toBe(0);
    expect(master.stderr).not.toContain("replacing it");
  });
});

/** Where a signal is sent to: the started process, after an upgrade too. */
async function startedIn(cwd: string): Promise<number> {
  const { pid, stem = pid } = await statusOf(cwd);
  return stem;
}

async function statusOf(
  cwd: string,
): Promise<{ pid: number; stem?: number; workers: readonly unknown[] }> {
  return JSON.parse((await run(["status", "--json"], { cwd })).stdout) as never;
}

/** Runs the command on a terminal of its own, which goes away when `script` is killed. */
const onTerminal = [
  "sh",
  "-c",
  `for word in "$@"; do line="$line '$word'"; done; exec script -qec "exec $line" /dev/null`,
  "sh",
];

describe.runIf(has("script"))("on a terminal", () => {
  test("whoever stops the output stops neither the master nor what is written, nor its order", async () => {
    const app = `
      export default () => {
        for (let line = 0; line < 10_000; line += 1) console.log("line " + line + " ".padEnd(90, "."));
        return new Response("");
      };
    `;
    const cwd = createProject({ "app.mjs": app });
    const terminal = new LandfallProcess(["serve", ...args], { cwd, wrapper: onTerminal });
    const says = (pattern: RegExp) =>
      eventually(() => pattern.exec(terminal.stdout) ?? undefined, String(pattern));
    const url = (await says(/Listening on (\S+)[^]*Press Ctrl-C/))[1]!;
    const status = () => run(["status", "--json"], { cwd });
    const { pid } = JSON.parse((await status()).stdout) as { pid: number };
    onTestFinished(() => endNow(pid));
    terminal.child.stdout?.pause();
    expect(await get(url)).toBe("");
    // The pipe to us and the terminal's own buffer hold a fraction of what was said.
    expect((await status()).code).toBe(0);
    process.kill(pid, "SIGHUP");
    await eventually(async () => {
      const { generation } = JSON.parse((await status()).stdout) as { generation: number };
      return generation === 2 || undefined;
    }, "a reload");
    terminal.child.stdout?.resume();
    await says(/line 9999 /);
    const lines = [...terminal.stdout.matchAll(/line (\d+) /g)].map(([, line]) => Number(line));
    expect(lines).toEqual(Array.from({ length: 10_000 }, (_, line) => line));
    terminal.child.stdout?.pause();
    await get(url);
    // It returns when the master's process has ended, which waits for a reader, but not for long.
    expect((await run(["stop"], { cwd })).code).toBe(0);
    terminal.child.stdout?.resume();
    expect(await terminal.ended).toBe(0);
  });

  const roles = [
    ["the master", false],
    ["a stem", true],
  ] as const;

  test.each(roles)(
    "WINCH, which a terminal sends %s when its window is resized, stops nobody",
    async (_, isStem) => {
      const cwd = createProject({ "app.mjs": slowApp });
      const terminal = new LandfallProcess(["serve", ...args], { cwd, wrapper: onTerminal });
      const says = (pattern: RegExp) =>
        eventually(() => pattern.exec(terminal.stdout) ?? undefined, String(pattern));
      await says(/Press Ctrl-C/);
      if (isStem) expect((await run(["upgrade"], { cwd })).code).toBe(0);
      const pid = await startedIn(cwd);
      onTestFinished(() => endNow(pid));
      process.kill(pid, "SIGWINCH");
      process.kill(pid, "SIGTTIN");
      await says(/1 workers became 2/);
      expect((await statusOf(cwd)).workers).toHaveLength(2);
      process.kill(pid, "SIGTERM");
      await terminal.ended;
    },
  );

  test.each(roles)(
    "HUP to %s reloads, but when the terminal has gone it stops",
    async (_, isStem) => {
      const cwd = createProject({ "app.mjs": slowApp });
      const terminal = new LandfallProcess(["serve", ...args], { cwd, wrapper: onTerminal });
      const says = (pattern: RegExp) =>
        eventually(() => pattern.exec(terminal.stdout) ?? undefined, String(pattern));
      await says(/Press Ctrl-C/);
      const url = (await says(/Listening on (\S+)/))[1]!;
      if (isStem) expect((await run(["upgrade"], { cwd })).code).toBe(0);
      const pid = await startedIn(cwd);
      onTestFinished(() => endNow(pid));
      process.kill(pid, "SIGHUP");
      await says(/generation 2 serves/);
      await terminal.kill();
      await eventually(async () => {
        const refusal = await get(url).catch((error: NodeJS.ErrnoException) => error.code);
        return refusal === "ECONNREFUSED" || undefined;
      }, "the end of the master");
    },
  );
});

test("USR1 without a log file neither ends nor suspends the master, nor opens an inspector", async () => {
  const cwd = createProject({ "app.mjs": slowApp });
  const master = await serve(cwd, args);
  master.signal("SIGUSR1");
  await master.says("log files are opened again");
  expect(Number(await get(await master.url()))).toBeGreaterThan(0);
  expect((await run(["status"], { cwd })).code).toBe(0);
  expect(master.stderr).not.toContain("Debugger");
});
