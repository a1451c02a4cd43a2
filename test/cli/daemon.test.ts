/** `--daemon`: in the background, with its log, whatever becomes of who started it. */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, renameSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  createProject,
  endNow,
  eventually,
  get,
  isAlive,
  LandfallProcess,
  plainApp,
  run,
  writeFiles,
} from "./landfall-process.ts";

const alone = ["serve", "app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];
const hasProc = existsSync("/proc/self/stat");

interface Daemon {
  readonly pid: number;
  readonly url: string;
  readonly stderr: string;
}

/** Starts a daemon that ends with the test. */
async function startDaemon(
  cwd: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Daemon> {
  const { code, stderr, stdout } = await run([...alone, "--daemon", ...args], { cwd, env });
  const pid = Number(/Process (\d+),/.exec(stderr)?.[1]);
  onTestFinished(() => endNow(pid));
  expect(code, stderr).toBe(0);
  expect(stdout).toBe("");
  return { pid, url: /Listening on (\S+)/.exec(stderr)![1]!, stderr };
}

/** The fields of proc_pid_stat(5) after the name. */
function statOf(pid: number): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

test("[I3] the command returns when the daemon serves, and says where its log is", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { pid, url, stderr } = await startDaemon(cwd);
  const log = join(cwd, ".landfall/landfall.log");
  expect(stderr).toContain(`Process ${pid}, log in ${log}; \`landfall stop\` ends it.`);
  expect(await get(url)).toContain("pid");
  expect(readFileSync(log, "utf8")).toContain(`Listening on ${url}`);
  expect(statSync(log).mode & 0o027).toBe(0);
  expect(await run(["stop"], { cwd })).toMatchObject({ code: 0 });
  await eventually(() => !isAlive(pid) || undefined, "the daemon's end");
});

test.skipIf(!hasProc)(
  "[I3] it leads a session of its own, and holds nothing of its starter's",
  async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const { pid } = await startDaemon(cwd, ["--log-file", "log"]);
    const [, , , session, terminal] = statOf(pid);
    expect(session).toBe(String(pid));
    expect(terminal).toBe("0");
    const descriptors = [0, 1, 2].map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
    expect(descriptors).toEqual(["/dev/null", join(cwd, "log"), join(cwd, "log")]);
  },
);

test.skipIf(!hasProc)("[I3] HUP reloads it, and does nothing before it serves", async () => {
  const slow = `
    import { existsSync } from "node:fs";
    console.error("waiting");
    while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 10));
    ${plainApp}
  `;
  const cwd = createProject({ "app.mjs": slow });
  const log = join(cwd, "log");
  const starter = new LandfallProcess([...alone, "--daemon", "--log-file", "log"], { cwd });
  const daemon = await eventually(() => {
    const children = readFileSync(`/proc/${starter.pid}/task/${starter.pid}/children`, "utf8");
    return children.trim() === "" ? undefined : Number(children.trim().split(" ")[0]);
  }, "the daemon");
  onTestFinished(() => endNow(daemon));
  const ignoresHangUp = () => {
    const caught = /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`/proc/${daemon}/status`, "utf8"))![1]!;
    return (BigInt(`0x${caught}`) & 1n) === 1n || undefined;
  };
  await eventually(ignoresHangUp, "the first line");
  process.kill(daemon, "SIGHUP");
  await eventually(() => readFileSync(log, "utf8").includes("waiting") || undefined, "a worker");
  expect(isAlive(daemon)).toBe(true);
  writeFiles(cwd, { go: "" });
  expect(await starter.ended, starter.stderr).toBe(0);
  process.kill(daemon, "SIGHUP");
  await eventually(
    () => /generation \d serves, 1 workers/.test(readFileSync(log, "utf8")) || undefined,
    "the reload",
  );
});

test("[I3] HUP is caught by the first line of a daemon, and of nothing else", async () => {
  const cwd = createProject({});
  const tell = `process.on("exit", () => console.error("caught by " + process.listenerCount("SIGHUP")));`;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(tell)}`;
  const daemon = await run(["--help"], { cwd, env: { NODE_OPTIONS, LANDFALL_DETACHED: "1" } });
  expect(daemon.stderr).toContain("caught by 1");
  expect((await run(["--help"], { cwd, env: { NODE_OPTIONS } })).stderr).toContain("caught by 0");
});

test("[I3] it goes on when the shell that started it, and its terminal, have gone", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const bin = join(import.meta.dirname, "../../bin/landfall.js");
  const command = [process.execPath, bin, ...alone, "--daemon"].join(" ");
  // A shell on a terminal of its own; when `script` ends, the terminal hangs up.
  const shell = spawnSync("script", ["-qec", command, "/dev/null"], { cwd, encoding: "utf8" });
  const pid = Number(/Process (\d+),/.exec(shell.stdout)?.[1]);
  onTestFinished(() => endNow(pid));
  expect(shell.status, shell.stdout).toBe(0);
  expect(await get(/Listening on (\S+)/.exec(shell.stdout)![1]!)).toContain("pid");
  expect(isAlive(pid)).toBe(true);
});

test("[I3] what keeps it from serving is printed, with its exit code, and no process stays", async () => {
  const cwd = createProject({ "app.mjs": "throw new Error('no database');" });
  const failed = await run([...alone, "--daemon", "--pid-file", "pid"], { cwd });
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain("no database");
  expect(failed.stderr).toMatch(/\n {2}hint: /);
  expect(existsSync(join(cwd, "pid"))).toBe(false);
  const wrong = await run([...alone, "--daemon", "--listen", "fd:web"], { cwd });
  expect(wrong).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no socket named "web"'),
  });
});

test("[I3] a daemon that npx started does not take the end of npx for its own", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { pid, url } = await startDaemon(cwd, [], { npm_command: "exec" });
  // Longer than it takes to notice that a parent has gone; only time can show that nothing happens.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(isAlive(pid)).toBe(true);
  expect(await get(url)).toContain("pid");
});

test("[I3] a second daemon of the same project is refused", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  await startDaemon(cwd);
  const second = await run([...alone, "--daemon"], { cwd });
  expect(second.code).toBe(1);
  expect(second.stderr).toContain("a master already runs here");
});

test("a log file that cannot be opened is told before anything starts", async () => {
  const cwd = createProject({ "app.mjs": plainApp, "file/x": "" });
  for (const mode of [[], ["--daemon"]]) {
    const { code, stderr } = await run([...alone, ...mode, "--log-file", "file"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/the log file .*file cannot be opened: EISDIR/);
  }
});

test("[I3] after USR1 the log goes on in a new file, what workers print included", async () => {
  const cwd = createProject({
    "app.mjs": `export default (request) => (console.log(new URL(request.url).pathname), new Response());`,
  });
  const { pid, url } = await startDaemon(cwd, ["--log-file", "log"]);
  const log = join(cwd, "log");
  await get(`${url}before`);
  await eventually(() => readFileSync(log, "utf8").includes("[0] /before") || undefined, "a line");
  renameSync(log, `${log}.1`);
  process.kill(pid, "SIGUSR1");
  await eventually(() => existsSync(log) || undefined, "a new file");
  await get(`${url}after`);
  await eventually(() => readFileSync(log, "utf8").includes("[0] /after") || undefined, "a line");
  expect(readFileSync(`${log}.1`, "utf8")).not.toContain("/after");
});

test.skipIf(!existsSync("/dev/full"))(
  "a full disk under the log costs lines, no request",
  async () => {
    const cwd = createProject({
      "app.mjs": `export default (request) => (console.log(request.url), new Response("fine"));`,
    });
    symlinkSync("/dev/full", join(cwd, "log"));
    const { url } = await startDaemon(cwd, ["--log-file", "log"]);
    for (let count = 0; count < 50; count += 1) expect(await get(url)).toBe("fine");
    expect((await run(["reload"], { cwd })).code).toBe(0);
    expect(await get(url)).toBe("fine");
    expect((await run(["stop"], { cwd })).code).toBe(0);
  },
);
