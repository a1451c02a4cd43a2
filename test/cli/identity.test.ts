/** Giving root up, and the mask of new files. */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createProject, get, plainApp, run, serve } from "./landfall-process.ts";
import { mayBecomeStranger } from "./stranger.ts";

const it = test.skipIf(!mayBecomeStranger);
const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];
const nobody = 65_534;

const app = `
import { writeFileSync } from "node:fs";
export default () => {
  const { HOME, USER } = process.env;
  return Response.json({
    uid: process.getuid(), euid: process.geteuid(), gid: process.getgid(), groups: process.getgroups(), HOME, USER,
  });
};
`;

/** A project that another user may enter, as a deployment's folder is. */
function openProject(files: Readonly<Record<string, string>>): string {
  const cwd = createProject(files);
  chmodSync(cwd, 0o755);
  return cwd;
}

it("[I6] the sockets are bound as root, then master and workers are the user with its groups", async () => {
  const cwd = openProject({ "app.mjs": app });
  const master = await serve(cwd, [...alone, "--user", "nobody", "--unix", "app.sock"]);
  const seen = JSON.parse(await get(await master.url()));
  expect(seen).toEqual({
    uid: nobody,
    euid: nobody,
    gid: nobody,
    groups: [nobody],
    HOME: "/nonexistent",
    USER: "nobody",
  });
  const status = readFileSync(`/proc/${master.pid}/status`, "utf8");
  expect(status).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m);
  expect(status).toMatch(/^Gid:\t65534\t65534\t65534\t65534$/m);
  expect(status).toMatch(/^Groups:\t65534 $/m);
  for (const name of ["app.sock", ".landfall", ".landfall/control.sock"]) {
    const { uid, gid } = statSync(join(cwd, name));
    expect([name, uid, gid]).toEqual([name, nobody, nobody]);
  }
  expect((await run(["reload"], { cwd })).code).toBe(0);
  master.signal("SIGTERM");
  expect(await master.ended, master.stderr).toBe(0);
});

/** A view of the machine in which another file stands in the place of `/etc/group`; nothing outside sees it. */
const withGroups = [
  "unshare",
  "--mount",
  "sh",
  "-c",
  'mount --bind group /etc/group && exec "$@"',
  "sh",
];
const canMount = spawnSync("unshare", ["--mount", "true"], { stdio: "ignore" }).status === 0;

test.skipIf(!mayBecomeStranger || !canMount)(
  "[I6] the user's supplementary groups are taken, and none of root's is kept",
  async () => {
    const groups = readFileSync("/etc/group", "utf8").replace(
      /^daemon:x:1:.*$/m,
      "daemon:x:1:nobody",
    );
    const cwd = openProject({ "app.mjs": app, group: groups });
    const wrapper = ["setpriv", "--groups", "0,4", ...withGroups];
    const master = await serve(cwd, [...alone, "--user", "nobody"], { wrapper });
    const seen = JSON.parse(await get(await master.url())) as { groups: number[] };
    expect(seen.groups.toSorted((a, b) => a - b)).toEqual([1, nobody]);
  },
);

it("[I6] a group, the log and the pid file are the user's too", async () => {
  const cwd = openProject({ "app.mjs": app });
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const run = join(folder, "run");
  mkdirSync(run);
  chmodSync(folder, 0o755);
  chmodSync(run, 0o777);
  const files = ["--log-file", join(run, "log"), "--pid-file", join(run, "pid")];
  const { code, stderr } = await startDaemon(cwd, [
    "--user",
    "nobody",
    "--group",
    "daemon",
    ...files,
  ]);
  expect(code, stderr).toBe(0);
  const seen = JSON.parse(await get(/Listening on (\S+)/.exec(stderr)![1]!));
  expect(seen).toMatchObject({ uid: nobody, gid: 1 });
  for (const name of ["log", "pid"]) expect(statSync(join(run, name)).uid).toBe(nobody);
  await stop(cwd);
  expect(existsSync(join(run, "pid"))).toBe(false);
});

function startDaemon(cwd: string, args: readonly string[]): ReturnType<typeof run> {
  onTestFinished(() => stop(cwd));
  return run(["serve", ...alone, "--daemon", ...args], { cwd });
}

async function stop(cwd: string): Promise<void> {
  await run(["stop"], { cwd });
}

it("[I6] a pid file in a folder of root's is refused with the cure, and nothing is left", async () => {
  const cwd = openProject({ "app.mjs": app });
  const args = ["serve", ...alone, "--unix", "app.sock", "--user", "nobody", "--pid-file", "pid"];
  const { code, stderr } = await run(args, { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/pid cannot be written: EACCES.*\n {2}hint: Its folder must belong to/);
});

it("[I6] unknown names are refused before anything is bound", async () => {
  const cwd = openProject({ "app.mjs": app });
  const user = await run(["serve", ...alone, "--user", "no-such-user"], { cwd });
  expect(user.code).toBe(2);
  expect(user.stderr).toMatch(/no user "no-such-user" .*\n {2}hint: Create it/);
  const group = await run(["serve", ...alone, "--group", "no-such-group"], { cwd });
  expect(group).toMatchObject({ code: 2, stderr: expect.stringContaining("no group") });
});

it("[I6] who is not root is refused with the cure", async () => {
  const cwd = openProject({ "app.mjs": app });
  chmodSync(cwd, 0o777);
  const wrapper = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"];
  const { code, stderr } = await run(["serve", ...alone, "--user", "daemon"], { cwd, wrapper });
  expect(code).toBe(1);
  expect(stderr).toMatch(/only root can become daemon\n {2}hint: .*User= in systemd/);
});

test("--umask holds for what the app writes, and for the log", async () => {
  const cwd = createProject({
    "app.mjs": `
      import { writeFileSync } from "node:fs";
      writeFileSync("made", "");
      ${plainApp}
    `,
  });
  await serve(cwd, [...alone, "--umask", "077"]);
  expect(statSync(join(cwd, "made")).mode & 0o777).toBe(0o600);
  const wrong = await run(["serve", ...alone, "--umask", "9"], { cwd });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("octal digits") });
});

it("an upgrade stays that user, which may bind and give away nothing any more", async () => {
  const cwd = openProject({ "app.mjs": app });
  const server = await serve(cwd, [...alone, "--user", "nobody", "--unix", "app.sock"]);
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  expect((await run(["upgrade"], { cwd })).code).toBe(0);
  const seen = JSON.parse(await get(await server.url()));
  expect(seen).toMatchObject({ uid: nobody, gid: nobody, groups: [nobody], USER: "nobody" });
  const [pid] = (await run(["status", "--json"], { cwd })).stdout.match(/(?<="pid":)\d+/) ?? [];
  expect(statSync(`/proc/${pid}`).uid).toBe(nobody);
  expect((await run(["stop"], { cwd })).code).toBe(0);
  expect(await server.ended).toBe(0);
  expect(existsSync(join(cwd, ".landfall/control.sock"))).toBe(false);
});
