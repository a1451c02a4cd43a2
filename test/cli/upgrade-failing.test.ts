/** Successors that cannot serve: the old master serves on, says why, and every command works. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { existsSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import {
  ask,
  createProject,
  eventually,
  isAlive,
  LandfallProcess,
  plainApp,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";
import { masterOf, statusOf } from "./upgrade-rig.ts";

const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

/** Waits in `start()` as long as the file `wait` is there. */
const patientApp = `
import { existsSync } from "node:fs";
export default {
  async start() {
    if (existsSync("wait")) console.error("waiting");
    while (existsSync("wait")) await new Promise((resolve) => setTimeout(resolve, 10));
  },
  fetch: () => Response.json({ pid: process.pid, worker: 0, path: "/" }),
};
`;

/** A server whose successors run `hook.mjs` before anything else: what another release might do. */
async function serveHooked(hook: string): Promise<{ cwd: string; server: LandfallProcess }> {
  const cwd = createProject({ "app.mjs": plainApp, "hook.mjs": "" });
  const NODE_OPTIONS = `--import ${pathToFileURL(join(cwd, "hook.mjs")).href}`;
  const server = await serve(cwd, alone, { env: { NODE_OPTIONS } });
  writeFiles(cwd, { "hook.mjs": `if (process.env.LANDFALL_SUCCEEDS) { ${hook} }` });
  return { cwd, server };
}

test.each([
  ["a syntax error", { "app.mjs": "export default {" }, "app.mjs"],
  ["a throw", { "app.mjs": "throw new Error('no database');" }, "no database"],
  ["an unknown setting", { "landfall.config.json": '{"wrokers": 2}' }, "wrokers"],
  ["no app", undefined, "app.mjs"],
] as const)(
  "[B6] %s in what the successor would serve leaves the old master serving",
  async (_, files, reason) => {
    const cwd = createProject({ "app.mjs": plainApp });
    const server = await serve(cwd, alone);
    const before = await ask(await server.url());
    if (files === undefined) rmSync(join(cwd, "app.mjs"));
    else writeFiles(cwd, files);
    const { code, stderr } = await run(["upgrade"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(`upgrade failed, process ${server.pid} serves on: `);
    expect(stderr).toContain(reason);
    expect(server.stderr).toContain(`not upgraded, process ${server.pid} serves on`);
    expect((await ask(await server.url())).pid).toBe(before.pid);
    const status = await statusOf(cwd);
    expect(status).toMatchObject({ pid: server.pid, phase: "serving" });
    expect(status.stem).toBeUndefined();
    writeFiles(cwd, { "app.mjs": plainApp, "landfall.config.json": "{}" });
    expect((await run(["upgrade"], { cwd })).code).toBe(0);
    rmSync(join(cwd, "app.mjs"));
    // The same under a stem.
    const second = await masterOf(cwd);
    const again = await run(["upgrade", "--json"], { cwd });
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ kind: "not-upgraded", pid: second });
    expect(await masterOf(cwd)).toBe(second);
    server.signal("SIGTERM");
    expect(await server.ended).toBe(0);
  },
);

test.each([
  [
    "does not know of successions",
    "delete process.env.LANDFALL_SUCCEEDS;",
    "exited with code 1 before",
  ],
  ["speaks a later version", 'process.env.LANDFALL_SUCCEEDS = "999";', "exited with code 1 before"],
  [
    "says what we do not understand",
    'process.send({ succession: 999, message: { kind: "hello" } }); setInterval(() => {}, 1000);',
    "says what this version does not understand",
  ],
  ["is ended by a signal", 'process.kill(process.pid, "SIGKILL");', "was killed by SIGKILL"],
])("a successor that %s fails, and the old master serves on", async (_, hook, reason) => {
  const { cwd, server } = await serveHooked(hook);
  const before = await ask(await server.url());
  const { code, stderr } = await run(["upgrade"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain(reason);
  expect((await ask(await server.url())).pid).toBe(before.pid);
  expect(await masterOf(cwd)).toBe(server.pid);
  writeFiles(cwd, { "hook.mjs": "" });
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
});

test("a successor that is not ready in time is ended", async () => {
  const cwd = createProject({ "app.mjs": patientApp });
  const server = await serve(cwd, [...alone, "--boot-timeout", "1s"]);
  writeFiles(cwd, { wait: "" });
  const { code, stderr } = await run(["upgrade"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain("was not ready within 1 s");
  expect((await ask(await server.url())).worker).toBe(0);
});

/** The path was renamed already when the one that did it dies: it has to lead back. */
test.each([
  ["before it has the control socket", '["message", "take"]'],
  ["when it has the control socket", '["send", "taken"]'],
])("a successor that is killed %s leaves the control socket to the old master", async (_, when) => {
  const { cwd, server } = await serveHooked(`
    const [where, what] = ${when};
    const die = ({ message }) => message?.kind === what && process.kill(process.pid, "SIGKILL");
    if (where === "message") process.on("message", die);
    const send = process.send.bind(process);
    process.send = (...args) => (where === "send" && die(args[0]), send(...args));
  `);
  for (const _round of [1, 2]) {
    const { code, stderr } = await run(["upgrade"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("was killed by SIGKILL");
    expect(await masterOf(cwd)).toBe(server.pid);
  }
  expect((await run(["reload"], { cwd })).code).toBe(0);
  expect((await run(["stop"], { cwd })).code).toBe(0);
  expect(await server.ended).toBe(0);
  expect(existsSync(join(cwd, ".landfall/control.sock"))).toBe(false);
});

test("during an upgrade everything else is refused, and status answers", async () => {
  const cwd = createProject({ "app.mjs": patientApp });
  const server = await serve(cwd, alone);
  for (const round of [1, 2]) {
    writeFiles(cwd, { wait: "" });
    const before = server.stderr.match(/waiting/g)?.length ?? 0;
    const upgrade = run(["upgrade"], { cwd });
    const waits = () => (server.stderr.match(/waiting/g)?.length ?? 0) > before || undefined;
    await eventually(waits, "the successor's worker");
    for (const command of [["reload"], ["scale", "2"], ["upgrade"]]) {
      const { code, stderr } = await run(command, { cwd });
      expect(code).toBe(1);
      expect(stderr).toContain("an upgrade is under way");
    }
    server.signal("SIGHUP");
    await eventually(
      () => server.stderr.match(/ignored: an upgrade is under way/g)?.length === round || undefined,
      "the refusal of HUP",
    );
    expect((await statusOf(cwd)).phase).toBe("serving");
    rmSync(join(cwd, "wait"));
    expect((await upgrade).code).toBe(0);
  }
  expect((await run(["reload"], { cwd })).code).toBe(0);
});

test("a master that reloads or starts refuses to be replaced", async () => {
  const cwd = createProject({ "app.mjs": patientApp });
  const server = await serve(cwd, alone);
  writeFiles(cwd, { wait: "" });
  const reload = run(["reload"], { cwd });
  await server.says("waiting");
  const { code, stderr } = await run(["upgrade"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain("the master is reloading, and cannot be replaced meanwhile");
  rmSync(join(cwd, "wait"));
  expect((await reload).code).toBe(0);
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
});

test.each([
  ["the only master", 0],
  ["a stem and its master", 1],
])("TERM during an upgrade stops %s and the successor", async (_, upgrades) => {
  const cwd = createProject({ "app.mjs": patientApp });
  const server = await serve(cwd, alone);
  for (let round = 0; round < upgrades; round += 1) await run(["upgrade"], { cwd });
  const master = await masterOf(cwd);
  writeFiles(cwd, { wait: "" });
  const upgrade = run(["upgrade"], { cwd });
  await server.says("waiting");
  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
  const { code, stderr } = await upgrade;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /was told to stop before its successor was ready|ended before it answered/,
  );
  expect(isAlive(master)).toBe(false);
  rmSync(join(cwd, "wait"));
  const { host } = new URL(await server.url());
  const next = await serve(cwd, ["app.mjs", "--workers", "1", "--listen", host]);
  expect(await masterOf(cwd)).toBe(next.pid);
});

test("a master that answers on an admin address says that it cannot be replaced yet, and serves on", async () => {
  const cwd = createProject({ "app.mjs": patientApp });
  const server = await serve(cwd, [...alone, "--admin-listen", "127.0.0.1:0"]);
  const { code, stderr } = await run(["upgrade"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain("a master with --admin-listen cannot be replaced yet");
  expect(await masterOf(cwd)).toBe(server.pid);
});
