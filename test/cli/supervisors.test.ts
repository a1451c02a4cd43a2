/** Other people's supervisors run it in the foreground: clean starts, stops and exit codes. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
} from "./landfall-process.ts";

const bin = join(import.meta.dirname, "../../bin/landfall.js");
const serve = [process.execPath, bin, "serve", "app.mjs", "--workers", "1", "--listen"];
const broken = "throw new Error('no database');";

function has(program: string, ...args: string[]): boolean {
  const { error } = spawnSync(program, args, { stdio: "ignore" });
  return error === undefined;
}

/** Waits for a banner in a file. */
function urlIn(path: string): Promise<string> {
  const find = () =>
    existsSync(path) ? /Listening on (http\S+)/.exec(readFileSync(path, "utf8"))?.[1] : undefined;
  return eventually(find, `a banner in ${path}`, 20_000);
}

function start(command: readonly string[], cwd: string): ChildProcess {
  const [file, ...args] = command;
  const child = spawn(file!, args, { cwd, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test.skipIf(!has("tini", "--version"))(
  "tini passes TERM on and ends with the server's exit code",
  async () => {
    const cwd = createProject({ "app.mjs": plainApp, "broken.mjs": broken });
    const args = ["serve", "app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];
    const served = new LandfallProcess(args, { cwd, wrapper: ["tini", "-s", "--"] });
    expect(await get(await served.url())).toContain("pid");
    await served.says("Press Ctrl-C");
    served.signal("SIGTERM");
    expect(await served.ended, served.stderr).toBe(0);
    const failed = await run(["serve", "broken.mjs", "--port", "0"], {
      cwd,
      wrapper: ["tini", "-s", "--"],
    });
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("no database") });
  },
);

/** A service folder of runit: `run` becomes the server, `finish` writes down how it ended. */
function runitService(cwd: string, app: string): string {
  const folder = join(cwd, "service");
  mkdirSync(folder);
  const command = serve.with(3, app).join(" ");
  const run = `#!/bin/sh\ncd ${cwd}\nexec 2>>log\nexec ${command} 127.0.0.1:0\n`;
  writeFileSync(join(folder, "run"), run);
  writeFileSync(join(folder, "finish"), `#!/bin/sh\necho "$1" >> ${cwd}/ended\n`);
  for (const name of ["run", "finish"]) chmodSync(join(folder, name), 0o755);
  return folder;
}

test.skipIf(!has("runsv"))("runit starts it, reloads it by HUP and stops it by TERM", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const folder = runitService(cwd, "app.mjs");
  const runsv = start(["runsv", folder], cwd);
  const url = await urlIn(join(cwd, "log"));
  const { pid } = JSON.parse(await get(url)) as { pid: number };
  const control = (letter: string) => writeFileSync(join(folder, "supervise/control"), letter);
  control("h");
  const replaced = async () => JSON.parse(await get(url)).pid !== pid || undefined;
  await eventually(replaced, "the reload");
  // Down, and then out: `x` alone would wait for ever for a service that is wanted up.
  control("d");
  control("x");
  await eventually(() => runsv.exitCode ?? undefined, "runsv's end", 20_000);
  expect(runsv.exitCode).toBe(0);
  expect(readFileSync(join(cwd, "ended"), "utf8")).toBe("0\n");
});

test.skipIf(!has("runsv"))("runit is told of a failed start by its exit code", async () => {
  const cwd = createProject({ "broken.mjs": broken });
  const folder = runitService(cwd, "broken.mjs");
  start(["runsv", folder], cwd);
  const ended = () => (existsSync(join(cwd, "ended")) ? true : undefined);
  await eventually(ended, "the end", 20_000);
  expect(readFileSync(join(cwd, "ended"), "utf8")).toMatch(/^1\n/);
  writeFileSync(join(folder, "supervise/control"), "dx");
});

/** A supervisord of this test alone, without a server of its own on a port. */
function supervisordConf(cwd: string, program: string): string {
  const path = join(cwd, "supervisord.conf");
  writeFileSync(
    path,
    `[supervisord]
nodaemon=true
user=${process.getuid?.() === 0 ? "root" : ""}
logfile=${cwd}/supervisord.log
pidfile=${cwd}/supervisord.pid
[unix_http_server]
file=${cwd}/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://${cwd}/supervisor.sock
${program}
directory=${cwd}
startsecs=1
stopsignal=TERM
stopwaitsecs=40
stderr_logfile=${cwd}/log
stdout_logfile=/dev/null
`.replace("user=\n", ""),
  );
  return path;
}

test.skipIf(!has("supervisord", "--version"))(
  "supervisord starts it, restarts what was killed, and stops it with exit code 0",
  async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const command = [...serve, "127.0.0.1:0", "--pid-file", "pid"].join(" ");
    const conf = supervisordConf(cwd, `[program:app]\ncommand=${command}\nautorestart=true`);
    const supervisord = start(["supervisord", "-c", conf], cwd);
    expect(await get(await urlIn(join(cwd, "log")))).toContain("pid");
    const first = Number(await eventually(() => read(join(cwd, "pid")), "a pid file"));
    onTestFinished(() => endNow(first));
    process.kill(first, "SIGKILL");
    const next = () => {
      const pid = Number(read(join(cwd, "pid")) ?? first);
      return pid === first ? undefined : pid;
    };
    const second = await eventually(next, "the next master", 20_000);
    onTestFinished(() => endNow(second));
    supervisord.kill("SIGTERM");
    await eventually(() => supervisord.exitCode ?? undefined, "supervisord's end", 20_000);
    expect(supervisord.exitCode).toBe(0);
    expect(isAlive(second)).toBe(false);
    expect(readFileSync(join(cwd, "supervisord.log"), "utf8")).toMatch(
      /stopped: app \(exit status 0\)/,
    );
  },
);

test.skipIf(!has("supervisord", "--version"))(
  "supervisord's socket for FastCGI programs is one to listen on: descriptor 0",
  async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const socketPath = join(cwd, "app.sock");
    const program = `[fcgi-program:app]\nsocket=unix://${socketPath}\ncommand=${serve.join(" ")} fd:0`;
    const supervisord = start(["supervisord", "-c", supervisordConf(cwd, program)], cwd);
    const log = join(cwd, "log");
    const serves = () => read(log)?.includes("Press Ctrl-C") || undefined;
    await eventually(serves, "the banner", 20_000);
    expect(await get("http://x/", { socketPath })).toContain("pid");
    supervisord.kill("SIGTERM");
    await eventually(() => supervisord.exitCode ?? undefined, "supervisord's end", 20_000);
    expect(supervisord.exitCode).toBe(0);
  },
);

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8").trim() || undefined : undefined;
}
