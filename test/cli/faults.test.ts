import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  ask,
  createProject,
  eventually,
  get,
  LandfallProcess,
  plainApp,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";

const onFreePort = ["--workers", "1", "--listen", "127.0.0.1:0"];

describe("the master outlives", () => {
  test("a worker that the system refuses to start, and starts it once that is mended", async () => {
    const root = createProject({ "release/app.mjs": plainApp });
    const cwd = join(root, "release");
    const control = join(root, "c.sock");
    const master = await serve(cwd, ["app.mjs", "--control", control, ...onFreePort]);
    const url = await master.url();
    const { pid } = await ask(url);
    rmSync(cwd, { recursive: true });
    writeFileSync(cwd, "no folder any more");
    process.kill(pid, "SIGKILL");
    await master.says(/could not be started.*ENOTDIR/);
    rmSync(cwd);
    writeFiles(cwd, { "app.mjs": plainApp });
    expect((await ask(url)).pid).not.toBe(pid);
  });

  test("an app that writes nonsense to its worker's channel", async () => {
    const app = `
      import { readdirSync, readlinkSync, writeSync } from "node:fs";
      const tried = (fd) => { try { writeSync(fd, "no message\\n"); } catch {} };
      const isSocket = (fd) => { try { return readlinkSync("/proc/self/fd/" + fd).startsWith("socket:"); } catch {} };
      export default {
        fetch(request) {
          const { pathname } = new URL(request.url);
          if (pathname === "/ack") process.send({ cmd: "NODE_HANDLE_ACK" });
          if (pathname === "/raw") readdirSync("/proc/self/fd").filter(isSocket).map(Number).forEach(tried);
          return new Response("ok");
        },
      };`;
    const cwd = createProject({ "app.mjs": app });
    const master = await serve(cwd, ["app.mjs", ...onFreePort]);
    const url = await master.url();
    await get(`${url}ack`);
    await master.says("serving on: Error");
    await get(`${url}raw`).catch(() => "the client's own connection got it too");
    await master.says("serving on: SyntaxError");
    expect((await run(["reload"], { cwd })).code).toBe(0);
    expect(await get(url)).toBe("ok");
  });

  test("USR1 to a worker, which opens no inspector", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const master = await serve(cwd, ["app.mjs", ...onFreePort]);
    const url = await master.url();
    const { pid } = await ask(url);
    process.kill(pid, "SIGUSR1");
    for (let count = 0; count < 20; count += 1) expect((await ask(url)).pid).toBe(pid);
    expect((await run(["reload"], { cwd })).code).toBe(0);
    expect(master.stderr).not.toContain("Debugger");
  });

  test("timeouts of more than 25 days, which are not over at once", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const timeouts = ["--boot-timeout", "600h", "--graceful-timeout", "30d"];
    const master = await serve(cwd, ["app.mjs", ...timeouts, ...onFreePort]);
    expect((await run(["stop"], { cwd })).code).toBe(0);
    expect(await master.ended).toBe(0);
    expect(master.stderr).not.toContain("TimeoutOverflowWarning");
  });
});

test("a reload that is asked for during the boot does not delay the banner", async () => {
  const app = `import { existsSync } from "node:fs";
    console.error("loading");
    while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 10));
    ${plainApp}`;
  const cwd = createProject({ "app.mjs": app });
  const master = new LandfallProcess(["serve", "app.mjs", ...onFreePort], { cwd });
  await master.says("loading");
  master.signal("SIGHUP");
  await eventually(async () => (await run(["status"], { cwd })).code === 0 || undefined, "status");
  writeFiles(cwd, { go: "" });
  await master.says("generation 2 serves");
  await master.says("Press Ctrl-C");
  expect(master.stderr.indexOf("Press Ctrl-C")).toBeLessThan(
    master.stderr.indexOf("generation 2 serves"),
  );
});

test("a working folder that was deleted is one line and a hint", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  mkdirSync(join(cwd, "gone"));
  const wrapper = ["sh", "-c", 'cd gone && rmdir "$PWD" && exec "$@"', "sh"];
  const { code, stderr } = await run(["status"], { cwd, wrapper });
  expect(code).toBe(1);
  expect(stderr.split("\n")).toEqual([
    "landfall: the working folder does not exist any more",
    expect.stringContaining("  hint: "),
    "",
  ]);
});

test("a master that is stopped by a signal is told apart from one that is not there", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const master = await serve(cwd, ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"]);
  master.signal("SIGSTOP");
  const { code, stderr } = await run(["status"], { cwd });
  expect([code, stderr]).toEqual([1, expect.stringContaining("has not answered for 10 s")]);
  master.signal("SIGCONT");
}, 30_000);
