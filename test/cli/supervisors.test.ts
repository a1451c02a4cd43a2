/** Other people's supervisors run it in the foreground, with the configuration of docs/services.md as it stands there. */

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
const page = readFileSync(join(import.meta.dirname, "../../docs/services.md"), "utf8");
const broken = "throw new Error('no database');";
/** One worker on a free port, without a change to the examples. */
const env = { ...process.env, PORT: "0", WEB_CONCURRENCY: "1" };

/** The example whose comment names this file, for a project here and for the user that we are. */
function example(name: string, cwd: string): string {
  const blocks = [...page.matchAll(/```\w+\n([^]*?)```/g)].map(([, text]) => text!);
  const found = blocks.find((text) => text.includes(`# ${name}\n`));
  expect(found, `an example of ${name}`).toBeDefined();
  return found!
    .replaceAll("/srv/app", cwd)
    .replaceAll("/usr/bin/node", process.execPath)
    .replaceAll("node_modules/landfall/bin/landfall.js", bin)
    .replace("user=www-data\n", "")
    .replace("chpst -u www-data ", "");
}

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
  const child = spawn(file!, args, { cwd, env, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test.skipIf(!has("tini", "--version"))(
  "tini passes TERM on and ends with the server's exit code",
  async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const [, command = ""] = example("as process 1", cwd).split("\n");
    const [tini = "", ...words] = command.split(" ");
    expect([tini, words.slice(0, 2)]).toEqual(["tini", ["--", "node"]]);
    const args = words.slice(3);
    const call = { cwd, env: { PORT: "0", WEB_CONCURRENCY: "1" }, wrapper: ["tini", "-s", "--"] };
    const served = new LandfallProcess(args, call);
    expect(await get(await served.url())).toContain("pid");
    await served.says("Press Ctrl-C");
    served.signal("SIGTERM");
    expect(await served.ended, served.stderr).toBe(0);
    writeFileSync(join(cwd, "app.mjs"), broken);
    const failed = await run(args, call);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("no database") });
  },
);

/** A service folder of runit: `run` becomes the server, `finish` writes down how it ended. */
function runitService(cwd: string): string {
  const folder = join(cwd, "service");
  mkdirSync(folder);
  const script = example("/etc/service/app/run", cwd).replace("exec 2>&1", `exec >>log 2>&1`);
  writeFileSync(join(folder, "run"), script);
  writeFileSync(join(folder, "finish"), `#!/bin/sh\necho "$1" >> ${cwd}/ended\n`);
  for (const name of ["run", "finish"]) chmodSync(join(folder, name), 0o755);
  return folder;
}

test.skipIf(!has("runsv"))("runit starts it, reloads it by HUP and stops it by TERM", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const folder = runitService(cwd);
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
  await eventually(() => hasEnded(runsv), "runsv's end", 20_000);
  expect(runsv.exitCode).toBe(0);
  expect(readFileSync(join(cwd, "ended"), "utf8")).toBe("0\n");
});

test.skipIf(!has("runsv"))("runit is told of a failed start by its exit code", async () => {
  const cwd = createProject({ "app.mjs": broken });
  const folder = runitService(cwd);
  start(["runsv", folder], cwd);
  const ended = () => (existsSync(join(cwd, "ended")) ? true : undefined);
  await eventually(ended, "the end", 20_000);
  expect(readFileSync(join(cwd, "ended"), "utf8")).toMatch(/^1\n/);
  writeFileSync(join(folder, "supervise/control"), "dx");
});

/** A supervisord of this test alone, with an example of ours. */
function supervisordConf(cwd: string, program: string): string {
  const path = join(cwd, "supervisord.conf");
  const user = process.getuid?.() === 0 ? "user=root\n" : "";
  const own = `[supervisord]\nnodaemon=true\n${user}logfile=${cwd}/supervisord.log\npidfile=${cwd}/supervisord.pid\n`;
  writeFileSync(path, `${own}${program}\nstdout_logfile=${cwd}/log\nstderr_logfile=${cwd}/log\n`);
  return path;
}

test.skipIf(!has("supervisord", "--version"))(
  "supervisord starts it, restarts what was killed, and stops it with exit code 0",
  async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const program = example("/etc/supervisor/conf.d/app.conf", cwd);
    const supervisord = start(["supervisord", "-c", supervisordConf(cwd, program)], cwd);
    expect(await get(await urlIn(join(cwd, "log")))).toContain("pid");
    const master = async () => {
      const { code, stdout } = await run(["status", "--json"], { cwd });
      return code === 0 ? (JSON.parse(stdout) as { pid: number }).pid : undefined;
    };
    const first = await eventually(master, "the first master");
    onTestFinished(() => endNow(first));
    process.kill(first, "SIGKILL");
    const next = async () => {
      const pid = await master();
      return pid === first ? undefined : pid;
    };
    const second = await eventually(next, "the next master", 20_000);
    onTestFinished(() => endNow(second));
    supervisord.kill("SIGTERM");
    await eventually(() => hasEnded(supervisord), "supervisord's end", 20_000);
    expect(supervisord.exitCode).toBe(0);
    expect(isAlive(second)).toBe(false);
    const log = readFileSync(join(cwd, "supervisord.log"), "utf8");
    expect(log).toMatch(/stopped: app \(exit status 0\)/);
  },
);

test.skipIf(!has("supervisord", "--version"))(
  "a socket of supervisord's own is one to listen on: descriptor 0",
  async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const socketPath = join(cwd, "app.sock");
    const program = example("/etc/supervisor/conf.d/app-socket.conf", cwd).replace(
      "tcp://127.0.0.1:8080",
      `unix://${socketPath}`,
    );
    const supervisord = start(["supervisord", "-c", supervisordConf(cwd, program)], cwd);
    const log = join(cwd, "log");
    const serves = () => (read(log) ?? "").includes("Press Ctrl-C") || undefined;
    await eventually(serves, "the banner", 20_000);
    expect(await get("http://x/", { socketPath })).toContain("pid");
    supervisord.kill("SIGTERM");
    await eventually(() => hasEnded(supervisord), "supervisord's end", 20_000);
    expect(supervisord.exitCode).toBe(0);
  },
);

test.skipIf(!has("systemd-analyze", "--version"))("systemd understands the units", () => {
  const cwd = createProject({});
  const files = ["app.service", "app.socket"].map((name) => {
    const path = join(cwd, name);
    writeFileSync(path, example(`/etc/systemd/system/${name}`, cwd));
    return path;
  });
  const verify = (paths: readonly string[]) => {
    const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...paths], {
      encoding: "utf8",
    });
    return stderr.split("\n").filter((line) => line.includes(cwd) || line.startsWith("app."));
  };
  expect(verify(files)).toEqual([]);
  writeFileSync(files[0]!, "[Service]\nExecStart=/bin/true\nNoSuchKey=1\n");
  expect(verify(files)[0]).toContain("NoSuchKey");
});

function hasEnded(child: ChildProcess): true | undefined {
  return child.exitCode !== null || child.signalCode !== null ? true : undefined;
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
