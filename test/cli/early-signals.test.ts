import { join } from "node:path";
import { expect, test } from "vitest";
import { createProject, LandfallProcess, plainApp } from "./landfall-process.ts";

/** Loaded before the command, it signals its process when that begins to load its modules. */
const preload = (name: string) => `
  import { registerHooks } from "node:module";
  registerHooks({
    load(url, context, next) {
      if (url.endsWith("/dist/bin/landfall.js")) process.kill(process.pid, "${name}");
      return next(url, context);
    },
  });
`;

function start(name: string, args: readonly string[]): LandfallProcess {
  const cwd = createProject({ "app.mjs": plainApp, "preload.mjs": preload(name) });
  const env = { NODE_OPTIONS: `--import=${join(cwd, "preload.mjs")}` };
  return new LandfallProcess(args, { cwd, env });
}

const serveApp = ["serve", "app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

test("a HUP that comes while the master's modules load is a reload", async () => {
  const master = start("SIGHUP", serveApp);
  await master.says("generation 2 serves");
  master.signal("SIGTERM");
  expect(await master.ended).toBe(0);
});

test.each(["SIGTERM", "SIGQUIT", "SIGINT"])(
  "a %s that comes while the master's modules load is a graceful stop",
  async (name) => {
    const master = start(name, serveApp);
    expect(await master.ended).toBe(0);
    expect(master.stderr).toContain("stopping");
  },
);

test("a USR2 that comes while the master's modules load is refused, and ends nobody", async () => {
  const master = start("SIGUSR2", serveApp);
  await master.says("not upgraded: the master is booting");
  await master.says("Press Ctrl-C");
  master.signal("SIGTERM");
  expect(await master.ended).toBe(0);
});

test("other commands are ended by it", async () => {
  expect(await start("SIGTERM", ["status"]).ended).toBe("SIGTERM");
});
