/** The number of workers changed while they serve: by command, by signals, in every phase. */

import { describe, expect, test } from "vitest";
import type { MasterStatus } from "../../src/serve/supervisor/index.ts";
import {
  ask,
  createProject,
  eventually,
  type LandfallProcess,
  plainApp,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";

interface Site {
  readonly cwd: string;
  readonly master: LandfallProcess;
  readonly url: string;
}

/** In a session of its own, so that there is no terminal even where the tests have one. */
async function start(workers: number, app: string = plainApp): Promise<Site> {
  const cwd = createProject({ "app.mjs": app });
  const args = ["app.mjs", "--workers", String(workers), "--listen", "127.0.0.1:0"];
  const master = await serve(cwd, args, { ownGroup: true });
  return { cwd, master, url: await master.url() };
}

/** Waits until workers of exactly these ids are there, all ready. */
function ready(site: Pick<Site, "cwd">, ids: readonly number[]): Promise<MasterStatus> {
  return eventually(async () => {
    const status = JSON.parse((await run(["status", "--json"], site)).stdout) as MasterStatus;
    const found = status.workers.map(({ id, state }) => `${id} ${state}`).join();
    return found === ids.map((id) => `${id} ready`).join() ? status : undefined;
  }, `workers ${ids.join()} ready`);
}

describe("landfall scale", () => {
  test("[B7] returns when the new workers are ready, or the ones too many accept no more", async () => {
    const site = await start(1);
    const up = await run(["scale", "3"], site);
    expect(up.stdout).toMatch(/^scaled: 1 workers became 3 after \d+ ms\n$/);
    const status = await ready(site, [0, 1, 2]);
    expect(status.target).toBe(3);
    const down = await run(["scale", "2", "--json"], site);
    expect(JSON.parse(down.stdout)).toMatchObject({ kind: "scaled", workers: 2, was: 3 });
    await ready(site, [0, 1]);
    expect((await run(["scale", "2"], site)).stdout).toBe("there are 2 workers already\n");
    expect(await ask(site.url)).toMatchObject({ path: "/" });
  }, 30_000);

  test("exits 1 with the app's reason when new workers do not start, and the old ones serve on", async () => {
    const site = await start(1);
    writeFiles(site.cwd, { "app.mjs": "throw new Error('not any more');" });
    const { code, stderr } = await run(["scale", "2"], site);
    expect(code).toBe(1);
    expect(stderr).toContain("there cannot be 2 workers, there are 1 as before");
    expect(stderr).toContain("not any more");
    await ready(site, [0]);
    expect(await ask(site.url)).toMatchObject({ worker: 0 });
  }, 30_000);

  test.each(["0", "many", "-1", "1025", "1.5"])("refuses %s with exit code 2", async (count) => {
    const cwd = createProject({});
    const { code, stderr } = await run(["scale", "--", count], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("expected a number of workers from 1 to 1024");
  });

  test("exits 3 where nothing runs", async () => {
    expect((await run(["scale", "2"], { cwd: createProject({}) })).code).toBe(3);
  });
});

describe("by signals", () => {
  test("TTIN is one worker more and TTOU one less, down to one", async () => {
    const site = await start(1);
    site.master.signal("SIGTTIN");
    await ready(site, [0, 1]);
    for (let count = 0; count < 3; count += 1) site.master.signal("SIGTTOU");
    await ready(site, [0]);
    expect(await ask(site.url)).toMatchObject({ worker: 0 });
  }, 30_000);

  test("WINCH stops all workers and keeps the master and its queue; HUP brings them back", async () => {
    const site = await start(2);
    site.master.signal("SIGWINCH");
    const parked = await ready(site, []);
    expect(parked).toMatchObject({ phase: "serving", target: 0, parked: 2 });
    const waiting = ask(site.url);
    site.master.signal("SIGHUP");
    await ready(site, [0, 1]);
    expect(await waiting).toMatchObject({ path: "/" });
    site.master.signal("SIGTERM");
    expect(await site.master.ended).toBe(0);
  }, 30_000);
});
