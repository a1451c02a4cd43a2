import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createProject,
  eventually,
  get,
  LandfallProcess,
  plainApp,
  run,
  serve,
} from "./landfall-process.ts";
import { linesOf, startNumberedLoad, wholeLines } from "./log-rig.ts";

const onFreePort = ["--listen", "127.0.0.1:0"];
const hasLogrotate = spawnSync("logrotate", ["--version"], { stdio: "ignore" }).error === undefined;

function serveLogging(cwd: string, args: readonly string[]): Promise<LandfallProcess> {
  const format = ["--access-log", "{target} {status} {worker}"];
  return serve(cwd, ["app.mjs", ...onFreePort, "--workers", "2", ...format, ...args]);
}

/** The paths in lines, each of which must be whole. */
function pathsOf(lines: readonly string[]): string[] {
  return lines.map((line) => {
    const [, path] = /^(\/r\d+) 200 [01]$/.exec(line) ?? [];
    if (path === undefined) throw new Error(`no whole line: ${JSON.stringify(line)}`);
    return path;
  });
}

function expectSame(logged: readonly string[], answered: readonly string[]): void {
  expect(answered.length).toBeGreaterThan(0);
  expect(logged.toSorted()).toEqual(answered.toSorted());
}

async function reload(cwd: string): Promise<void> {
  const { code, stderr } = await run(["reload"], { cwd });
  if (code !== 0) throw new Error(stderr);
}

describe("every request has its line, and every line is whole", () => {
  test("[A12] on standard output, without a worker's prefix, across a reload and a stop under load", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const master = await serveLogging(cwd, []);
    const load = startNumberedLoad(await master.url());
    await eventually(() => load.answered.length > 200, "a load");
    await reload(cwd);
    await eventually(() => load.answered.length > 400, "more load");
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
    await load.stop();
    expectSame(pathsOf(wholeLines(master.stdout)), load.answered);
  }, 60_000);

  test("[A12] in a file, across reloads and renames with USR1, and no line stands twice", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const file = join(cwd, "access.log");
    const master = await serveLogging(cwd, ["--access-log-file", "access.log"]);
    const load = startNumberedLoad(await master.url());
    for (let turn = 0; turn < 4; turn += 1) {
      const before = load.answered.length;
      await eventually(() => load.answered.length > before + 100, "a load");
      renameSync(file, `${file}.${turn}`);
      master.signal("SIGUSR1");
      await eventually(() => existsSync(file), "a new file");
      if (turn % 2 === 0) await reload(cwd);
    }
    await load.stop();
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
    expectSame(pathsOf(linesOf(cwd, "access.log")), load.answered);
    expect(master.stderr).not.toMatch(/inspector|Debugger/i);
  }, 60_000);

  test.skipIf(!hasLogrotate)(
    "across logrotate in a loop",
    async () => {
      const cwd = createProject({ "app.mjs": plainApp });
      const master = await serveLogging(cwd, ["--access-log-file", "access.log"]);
      const rules = ["size 1", "rotate 1000", "missingok", "create 0640", "nocompress"];
      const postrotate = ["postrotate", `kill -USR1 ${master.pid}`, "endscript"];
      const config = `${join(cwd, "access.log")} {\n${[...rules, ...postrotate].join("\n")}\n}\n`;
      writeFileSync(join(cwd, "rotate.conf"), config, { mode: 0o600 });
      const load = startNumberedLoad(await master.url());
      for (let turn = 1; turn <= 8; turn += 1) {
        const before = load.answered.length;
        await eventually(() => load.answered.length > before + 50, "a load");
        const args = ["-f", "-s", join(cwd, "state"), join(cwd, "rotate.conf")];
        const rotated = spawnSync("logrotate", args, { encoding: "utf8" });
        expect(rotated.stderr + rotated.status).toBe("0");
        expect(existsSync(join(cwd, `access.log.${turn}`))).toBe(true);
        await eventually(() => statSync(join(cwd, "access.log")).size > 0, "lines in the new file");
      }
      await load.stop();
      master.signal("SIGTERM");
      expect(await master.ended).toBe(0);
      expectSame(pathsOf(linesOf(cwd, "access.log")), load.answered);
    },
    60_000,
  );

  test("also those of a worker whose app ends the process", async () => {
    const app = `export default { fetch(request) {
      if (request.url.endsWith("/end")) setImmediate(() => setImmediate(() => process.exit(1)));
      return new Response("x");
    } };`;
    const cwd = createProject({ "app.mjs": app });
    const to = ["--access-log", "{target}", "--access-log-file", "access.log"];
    const master = await serve(cwd, ["app.mjs", ...onFreePort, "--workers", "1", ...to]);
    const url = await master.url();
    for (let count = 0; count < 20; count += 1) await get(`${url}r${count}`);
    await get(`${url}end`).catch(() => {});
    await master.says("exited with code 1");
    const lines = linesOf(cwd, "access.log").filter((line) => line !== "/end");
    expect(lines).toHaveLength(20);
  });
});

describe("a file that cannot be written", () => {
  test("is refused at the start", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const file = ["--access-log", "common", "--access-log-file", "none/access.log"];
    const { code, stderr } = await run(["serve", "app.mjs", ...onFreePort, ...file], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(`the access log ${join(cwd, "none/access.log")} cannot be written`);
    expect(stderr).toContain("hint: Create its folder");
  });

  test.runIf(existsSync("/dev/full"))(
    "because the disk is full is said once, and serving goes on",
    async () => {
      const cwd = createProject({ "app.mjs": plainApp });
      const master = await serveLogging(cwd, ["--workers", "1", "--access-log-file", "/dev/full"]);
      const url = await master.url();
      await get(url);
      await master.says(
        "[0] warning: the access log /dev/full cannot be written, serving goes on: ENOSPC",
      );
      for (let count = 0; count < 5; count += 1) await get(url);
      master.signal("SIGTERM");
      expect(await master.ended).toBe(0);
      expect(master.stderr.match(/cannot be written/g)).toHaveLength(1);
      expect(master.stderr).toContain("6 lines are lost: ENOSPC");
    },
  );
});

test("what is left out: excluded paths and a share, but never a failure", async () => {
  const app = `export default { fetch(request) {
    return new Response("x", { status: request.url.endsWith("/bad") ? 503 : 200 });
  } };`;
  const cwd = createProject({ "app.mjs": app });
  const share = ["--access-log-sample", "0.000001", "--access-log-exclude", "/healthz,/bad"];
  const master = await serveLogging(cwd, ["--workers", "1", ...share]);
  const url = await master.url();
  for (const path of ["healthz", "healthz?x", "other", "bad"]) await get(`${url}${path}`);
  master.signal("SIGTERM");
  await master.ended;
  expect(master.stdout).toBe("/bad 503 0\n");
});

test("what a client sends forges no line", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const args = ["app.mjs", ...onFreePort, "--workers", "1", "--access-log", "combined"];
  const master = await serve(cwd, args);
  const agent = 'x" 200 1\\ \u00ff';
  await get(await master.url(), { headers: { "User-Agent": agent }, path: "/a%0a127.0.0.1" });
  master.signal("SIGTERM");
  await master.ended;
  const lines = wholeLines(master.stdout);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /"GET \/a%0a127\.0\.0\.1 HTTP\/1\.1" 200 \d+ "-" "x\\x22 200 1\\x5C \\xFF"$/,
  );
});

test.each([
  ["{clinet}", "--access-log: unknown field, got {clinet}", "Did you mean {client}?"],
  ["comon", "--access-log: expected off, combined", "Did you mean common?"],
])("the format %j is refused at the start", async (format, message, hint) => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { code, stderr } = await run(["serve", "app.mjs", "--access-log", format], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain(hint);
});

test("a sudden end of the master's reader costs no answer", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const master = await serveLogging(cwd, []);
  const url = await master.url();
  master.child.stdout?.destroy();
  const agent = new http.Agent({ keepAlive: true });
  for (let count = 0; count < 300; count += 1) await get(`${url}r${count}`, { agent });
  agent.destroy();
  master.signal("SIGTERM");
  expect(await master.ended).toBe(0);
  expect(readFileSync(join(cwd, "app.mjs"), "utf8")).toBe(plainApp);
});
