/** What happens to workers that misbehave: real processes, one promise of docs/supervision.md each. */

import { describe, expect, test } from "vitest";
import type { MasterStatus } from "../../src/serve/supervisor/index.ts";
import {
  ask,
  createProject,
  eventually,
  get,
  isAlive,
  LandfallProcess,
  plainApp,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";

/** An app with a path for each way to misbehave. */
const naughtyApp = `
const kept = [];
process.on("SIGTERM", () => {});
const acts = {
  "/block": () => { for (;;); },
  "/leak": () => kept.push(Buffer.alloc(60 * 2 ** 20, 1)),
  "/exit": () => setImmediate(() => process.exit(0)),
  "/never": () => new Promise(() => {}),
};
export default {
  async fetch(request, context) {
    const { pathname } = new URL(request.url);
    await acts[pathname]?.();
    const { id, pid } = { id: context.worker, pid: process.pid };
    return Response.json({ pid, worker: id, variable: process.env.LANDFALL_WORKER_ID });
  },
};
`;

const onFreePort = ["--listen", "127.0.0.1:0"];

interface Site {
  readonly cwd: string;
  readonly master: LandfallProcess;
  readonly url: string;
}

async function start(args: readonly string[], app: string = naughtyApp): Promise<Site> {
  const cwd = createProject({ "app.mjs": app });
  const master = await serve(cwd, ["app.mjs", ...onFreePort, ...args]);
  return { cwd, master, url: await master.url() };
}

async function statusOf({ cwd }: Pick<Site, "cwd">): Promise<MasterStatus> {
  const { stdout } = await run(["status", "--json"], { cwd });
  return JSON.parse(stdout) as MasterStatus;
}

/** Waits until the status says so. */
function until(site: Site, isTrue: (status: MasterStatus) => boolean): Promise<MasterStatus> {
  return eventually(
    async () => {
      const status = await statusOf(site);
      return isTrue(status) ? status : undefined;
    },
    String(isTrue),
    30_000,
  );
}

/** What becomes of a request that nobody waits for. */
const ignore = (): void => {};

describe("a worker whose event loop stands still", () => {
  const args = ["--workers", "2", "--heartbeat-timeout", "2s"];

  test("[I6] in a loop is replaced, then killed, and status tells", async () => {
    const site = await start(args);
    get(`${site.url}block`).catch(ignore);
    await site.master.says("does not turn its event loop and is killed", 30_000);
    const status = await until(site, ({ workers }) => workers.length === 2);
    const [kill] = status.kills;
    expect(kill).toMatchObject({ reason: "hung", generation: 1, pid: expect.any(Number) });
    expect(kill!.silence).toBeGreaterThanOrEqual(3_000);
    expect(kill!.memory).toBeGreaterThan(1_000_000);
    await eventually(() => !isAlive(kill!.pid!) || undefined, "the end of the killed worker");
    expect(status.workers.map(({ id, state }) => [id, state])).toEqual([
      [0, "ready"],
      [1, "ready"],
    ]);
    expect((await run(["status"], site)).stdout).toMatch(/killed: \S+ worker \d \(pid \d+\): hung/);
  }, 60_000);

  test("because it was stopped by a signal is replaced and killed as well", async () => {
    const site = await start(args);
    const { pid, worker } = await ask(site.url);
    process.kill(pid, "SIGSTOP");
    await site.master.says("is killed", 30_000);
    await eventually(() => !isAlive(pid) || undefined, "the end of the stopped worker");
    const { workers } = await until(site, (status) => status.workers.length === 2);
    expect(workers.map(({ id }) => id)).toEqual([0, 1]);
    expect(workers.find(({ id }) => id === worker)?.pid).not.toBe(pid);
  }, 60_000);

  test("is not taken for one that hides its channel from its libraries", async () => {
    const app = `process.send = undefined;${plainApp}`;
    const site = await start(["--workers", "1", ...args.slice(2)], app);
    const { pid } = await ask(site.url);
    const { workers, kills } = await until(site, (status) => (status.workers[0]?.age ?? 0) > 6_000);
    expect([workers[0]?.pid, kills]).toEqual([pid, []]);
  }, 30_000);

  test("does not hold up a stop, which kills it", async () => {
    const site = await start(["--workers", "1", "--graceful-timeout", "1s"]);
    get(`${site.url}block`).catch(ignore);
    await site.master.says("Press Ctrl-C");
    const [worker] = (await statusOf(site)).workers;
    site.master.signal("SIGTERM");
    expect(await site.master.ended).toBe(0);
    expect(site.master.stderr).toContain("did not leave when it was told to cut and is killed");
    expect(isAlive(worker!.pid!)).toBe(false);
  }, 30_000);
});

describe("a worker that leaks", () => {
  test("[I6] above the soft limit is replaced after three samples, without an error for anybody", async () => {
    const limits = ["--max-memory", "150mb", "--max-memory-hard", "2gb", "--min-lifetime", "0s"];
    const site = await start(["--workers", "1", ...limits]);
    const before = await ask(site.url);
    for (let count = 0; count < 3; count += 1) await get(`${site.url}leak`);
    await site.master.says(/worker 0 has \d+mb of memory, replacing it/, 30_000);
    const after = await eventually(async () => {
      const answer = await ask(site.url);
      return answer.pid === before.pid ? undefined : answer;
    }, "another worker");
    expect(after.worker).toBe(0);
    expect((await statusOf(site)).kills).toEqual([]);
  }, 60_000);

  test("above the hard limit is killed and replaced", async () => {
    const limits = ["--max-memory-hard", "250mb", "--min-lifetime", "1h"];
    const site = await start(["--workers", "1", ...limits]);
    for (let count = 0; count < 5; count += 1) await get(`${site.url}leak`).catch(ignore);
    await site.master.says("is above the hard limit of its memory and is killed", 30_000);
    const { kills } = await until(site, ({ workers }) => workers[0]?.state === "ready");
    expect(kills[0]).toMatchObject({ reason: "max-memory-hard" });
    expect(kills[0]!.memory).toBeGreaterThan(250 * 2 ** 20);
  }, 60_000);
});

describe("a worker that does not want to go", () => {
  /** It ignores TERM, and its end never comes. */
  const stubbornApp = `
    process.on("SIGTERM", () => {});
    export default {
      fetch: (request, context) => Response.json({ pid: process.pid, worker: context.worker }),
      stop: () => new Promise(() => {}),
    };`;

  test("is replaced when TERM asks for it, and killed after its graceful timeout, which status tells", async () => {
    const site = await start(["--workers", "1", "--graceful-timeout", "1s"], stubbornApp);
    const before = await ask(site.url);
    process.kill(before.pid, "SIGTERM");
    const { kills, restarts } = await until(site, (status) => status.kills.length > 0);
    expect(kills[0]).toMatchObject({ reason: "graceful-timeout", pid: before.pid, generation: 1 });
    expect(restarts).toEqual({ signal: 1 });
    await eventually(() => !isAlive(before.pid) || undefined, "the end of the old worker");
    expect(await ask(site.url)).toMatchObject({ worker: 0 });
  }, 60_000);

  test("does not fail a reload, which has it killed", async () => {
    const site = await start(["--workers", "1", "--graceful-timeout", "1s"], stubbornApp);
    const before = await ask(site.url);
    expect((await run(["reload", "--wait-drained"], site)).code).toBe(0);
    expect(isAlive(before.pid)).toBe(false);
    expect((await statusOf(site)).kills).toMatchObject([{ reason: "graceful-timeout" }]);
  }, 60_000);

  test("does not hold up a stop, which ends with 0", async () => {
    const site = await start(["--workers", "2", "--graceful-timeout", "1s"], stubbornApp);
    const { workers } = await statusOf(site);
    site.master.signal("SIGTERM");
    expect(await site.master.ended).toBe(0);
    expect(workers.filter(({ pid }) => isAlive(pid!))).toEqual([]);
  }, 60_000);
});

describe("a worker that is never ready", () => {
  test("as a successor is killed and told, while the version before it serves on", async () => {
    const site = await start(["--workers", "1", "--boot-timeout", "3s"], plainApp);
    const { pid } = await ask(site.url);
    writeFiles(site.cwd, { "app.mjs": "await new Promise(() => setInterval(() => {}, 1_000));" });
    const { code, stderr } = await run(["reload"], site);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /reload failed, generation 1 serves on: the worker was not ready within 3 s/,
    );
    const { kills, reloads } = await statusOf(site);
    expect(kills).toMatchObject([{ reason: "boot-timeout", generation: 2 }]);
    expect(reloads).toMatchObject([{ outcome: "failed", generation: 2 }]);
    expect((await ask(site.url)).pid).toBe(pid);
  }, 60_000);

  test("in the place of one that crashed is tried again, and serves once it can", async () => {
    const site = await start(["--workers", "2", "--boot-timeout", "3s"], plainApp);
    const { pid, worker } = await ask(site.url);
    writeFiles(site.cwd, { "app.mjs": "await new Promise(() => setInterval(() => {}, 1_000));" });
    process.kill(pid, "SIGKILL");
    const { kills } = await until(site, (status) => status.kills.length > 0);
    expect(kills[0]).toMatchObject({ reason: "boot-timeout", id: worker });
    expect((await ask(site.url)).worker).toBe(1 - worker);
    writeFiles(site.cwd, { "app.mjs": plainApp });
    const { workers } = await until(
      site,
      (status) =>
        status.workers.every(({ state }) => state === "ready") && status.workers.length === 2,
    );
    expect(workers.find(({ id }) => id === worker)!.restarts).toMatchObject({ crash: 1 });
  }, 90_000);
});

describe("a worker that ends by itself", () => {
  test("[B2] with code 0 is replaced under its id, which the app finds in LANDFALL_WORKER_ID", async () => {
    const site = await start(["--workers", "2"]);
    await get(`${site.url}exit`).catch(ignore);
    await site.master.says("exited with code 0, replacing it");
    const { workers } = await until(site, (status) => {
      return status.workers.filter(({ state }) => state === "ready").length === 2;
    });
    expect(workers.map(({ id }) => id)).toEqual([0, 1]);
    const answer = (await ask(site.url)) as unknown as Record<string, unknown>;
    expect(answer["variable"]).toBe(String(answer["worker"]));
  }, 30_000);

  test("[B2] [I8] too often ends the master with 1, and nobody is left", async () => {
    const app = `${plainApp}
      if (process.env.LANDFALL_WORKER_ID === "1") setTimeout(() => process.exit(7), 50);
      console.error("pid " + process.pid);`;
    const cwd = createProject({ "app.mjs": app });
    const limit = ["--max-restarts", "3", "--restart-window", "60s"];
    const call = ["serve", "app.mjs", ...onFreePort, "--workers", "2", ...limit];
    const { code, stderr } = await run(call, { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("landfall: workers ended more than 3 times within 60 s, giving up");
    expect(stderr).toContain("worker 1 exited with code 7");
    const found = [...stderr.matchAll(/pid (\d+)/g)].map((match) => Number(match[1]));
    const pids = [...new Set(found)];
    expect(pids).toHaveLength(5);
    expect(pids.filter(isAlive)).toEqual([]);
  }, 30_000);
});

test("[I6] a worker that has answered --max-requests is replaced by one of its id, and nobody notices", async () => {
  const site = await start(["--workers", "1", "--max-requests", "20", "--min-lifetime", "0s"]);
  const pids = new Set<number>();
  await eventually(
    async () => {
      const answer = await ask(site.url);
      expect(answer.worker).toBe(0);
      pids.add(answer.pid);
      return pids.size >= 3 || undefined;
    },
    "three workers in turn",
    40_000,
  );
  expect(site.master.stderr).toMatch(/worker 0 has answered \d+ requests, replacing it/);
}, 60_000);

test("[I6] a request that is not answered gets a 503, and its worker leaves when it does not let go", async () => {
  const site = await start(["--workers", "2", "--request-timeout", "2s", "--min-lifetime", "0s"]);
  const response = await fetch(`${site.url}never`);
  expect(response.status).toBe(503);
  await site.master.says("GET /never was not answered within 2s");
  await site.master.says(
    "is still busy with GET /never long after its deadline, replacing it",
    30_000,
  );
  const { kills } = await until(site, ({ workers }) => {
    return workers.length === 2 && workers.every(({ state }) => state === "ready");
  });
  expect(kills).toEqual([]);
}, 60_000);
