import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ask, createProject, get, plainApp, run, serve, writeFiles } from "./landfall-process.ts";

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
});
