/** `--ports`: a port for each worker, seen by clients, by status, over crashes, recycling and reloads. */

import { expect, test } from "vitest";
import type { MasterStatus } from "../../src/serve/supervisor/index.ts";
import {
  ask,
  createProject,
  eventually,
  get,
  isAlive,
  type LandfallProcess,
  plainApp,
  run,
  serve,
} from "./landfall-process.ts";

interface Site {
  readonly cwd: string;
  readonly master: LandfallProcess;
  /** The URL of each worker, by its id. */
  readonly urls: readonly string[];
}

async function start(args: readonly string[]): Promise<Site> {
  const cwd = createProject({ "app.mjs": plainApp });
  const master = await serve(cwd, ["app.mjs", ...args], { ownGroup: true });
  const found = [...master.stderr.matchAll(/Listening on (http:\S+) \(worker (\d+)\)/g)];
  expect(found.map(([, , worker]) => worker)).toEqual(found.map((_, index) => String(index)));
  return { cwd, master, urls: found.map(([, url]) => url!) };
}

async function statusOf({ cwd }: Pick<Site, "cwd">): Promise<MasterStatus> {
  return JSON.parse((await run(["status", "--json"], { cwd })).stdout) as MasterStatus;
}

/** Every port is asked several times, and answered by one process each. */
async function pidsBehind({ urls }: Site): Promise<number[]> {
  const pids: number[] = [];
  for (const [worker, url] of urls.entries()) {
    const answers = [await ask(url), await ask(url), await ask(url)];
    expect(answers.map((answer) => answer.worker)).toEqual([worker, worker, worker]);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
    pids.push(answers[0]!.pid);
  }
  return pids;
}

test("[B5] [B7] each worker answers on its own port, which status tells, and after a reload its successor does", async () => {
  const site = await start(["--ports", "0,0,0"]);
  const before = await pidsBehind(site);
  expect(new Set(before).size).toBe(3);
  const { workers, target } = await statusOf(site);
  expect(target).toBe(3);
  const told = workers.map(({ pid, addresses }) => [pid, addresses]);
  const ports = site.urls.map((url) => [`127.0.0.1:${new URL(url).port}`]);
  expect(told).toEqual(before.map((pid, index) => [pid, ports[index]]));
  expect((await run(["status"], site)).stdout).toContain(String(ports[2]![0]));

  expect((await run(["reload"], site)).code).toBe(0);
  const after = await pidsBehind(site);
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  site.master.signal("SIGTERM");
  expect(await site.master.ended).toBe(0);
  for (const url of site.urls) await expect(get(url)).rejects.toThrow("ECONNREFUSED");
}, 40_000);

test("[B5] a worker that is killed or recycled gets its port back, and nobody else answers there", async () => {
  const site = await start(["--ports", "0,0", "--max-requests", "30", "--min-lifetime", "0s"]);
  const [first] = await pidsBehind(site);
  process.kill(first!, "SIGKILL");
  const next = await ask(site.urls[0]!);
  expect(next.worker).toBe(0);
  expect(next.pid).not.toBe(first);
  const pids = new Set<number>();
  await eventually(
    async () => {
      const { worker, pid } = await ask(site.urls[1]!);
      expect(worker).toBe(1);
      return pids.add(pid).size >= 3 || undefined;
    },
    "three workers on the second port",
    30_000,
  );
}, 60_000);

test("[B5] there are as many workers as ports: scale and TTIN are refused with the cure, WINCH and a reload work", async () => {
  const site = await start(["--ports", "0,0", "--host", "127.0.0.2"]);
  expect(site.urls.every((url) => url.startsWith("http://127.0.0.2:"))).toBe(true);
  const refused = await run(["scale", "3"], site);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("there are 2 workers because --ports names 2 ports");
  expect(refused.stderr).toContain("hint: Start the master again with other --ports");
  expect((await run(["scale", "2"], site)).stdout).toBe("there are 2 workers already\n");
  site.master.signal("SIGTTIN");
  await site.master.says(/warning: there are 2 workers because --ports names 2 ports/);
  site.master.signal("SIGWINCH");
  await eventually(
    async () => (await statusOf(site)).workers.length === 0 || undefined,
    "no worker",
  );
  expect((await run(["reload"], site)).code).toBe(0);
  const pids = await pidsBehind(site);
  expect(pids.every(isAlive)).toBe(true);
}, 40_000);

test("[B5] --ports beside --workers, --listen, --unix or --port is refused before anything starts", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const rivals = { workers: "3", listen: "127.0.0.1:0", unix: "a.sock", port: "1" };
  for (const [name, value] of Object.entries(rivals)) {
    const call = ["serve", "app.mjs", "--ports", "8000-8001", `--${name}`, value];
    const { code, stderr } = await run(call, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`gives each worker a port of its own, and --${name} was given, too`);
    expect(stderr).toContain(`hint: Leave --${name} out`);
  }
}, 30_000);
