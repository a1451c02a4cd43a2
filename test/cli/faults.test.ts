import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ask, createProject, plainApp, serve, writeFiles } from "./landfall-process.ts";

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
});
