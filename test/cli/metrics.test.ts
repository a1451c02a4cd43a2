/** `/metrics` of a real master, while its workers come and go. */

import http from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { samplesOf, sumOf, valueOf } from "../serve/observe/metrics/prometheus-text.ts";
import { administer, ask, scrape, watchCounters } from "./admin-rig.ts";
import {
  createProject,
  eventually,
  get,
  plainApp,
  type PlainAnswer,
  run,
  writeFiles,
} from "./landfall-process.ts";
import { startNumberedLoad } from "./log-rig.ts";

const counted = "landfall_http_request_duration_seconds_count";

test("counters equal what clients were answered, and never go back, through reloads, recycling and scaling", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const recycling = ["--max-requests", "700", "--min-lifetime", "1s"];
  const { url, admin } = await administer(cwd, ["--workers", "2", ...recycling]);
  const counters = watchCounters(admin);
  const load = startNumberedLoad(url);
  const command = async (...args: string[]): Promise<void> => {
    const before = load.answered.length;
    expect(await run(args, { cwd })).toMatchObject({ code: 0 });
    await eventually(
      () => load.answered.length > before + 300 || undefined,
      "more answers",
      30_000,
    );
  };
  await command("reload", "--wait-drained");
  await command("scale", "3");
  await command("reload");
  await command("scale", "1");
  await command("reload");
  const recycled = async () =>
    (valueOf(await scrape(admin), "landfall_worker_restarts_total", { reason: "max-requests" }) ??
      0) > 0;
  await eventually(async () => (await recycled()) || undefined, "a recycled worker", 30_000);
  await load.stop();
  const isWhole = async () => sumOf(await scrape(admin), counted) >= load.answered.length;
  await eventually(async () => (await isWhole()) || undefined, "the last reports");
  const scrapes = await counters.stop();
  expect(counters.faults).toEqual([]);
  expect(scrapes).toBeGreaterThan(10);
  const metrics = await scrape(admin);
  expect(sumOf(metrics, counted)).toBe(load.answered.length);
  expect(sumOf(metrics, "landfall_worker_requests_total")).toBe(load.answered.length);
  expect(valueOf(metrics, "landfall_reloads_total", { outcome: "done" })).toBe(3);
  expect(valueOf(metrics, "landfall_worker_restarts_total", { reason: "crash" })).toBe(0);
  expect(valueOf(metrics, "landfall_workers_asked")).toBe(1);
  expect(valueOf(metrics, "landfall_generation")).toBe(4);
}, 120_000);

/** Clients that note who answered; a request whose worker is killed is asked anew. */
function startLoad(url: string): { readonly answers: number[]; stop(): Promise<void> } {
  const answers: number[] = [];
  const agent = new http.Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  let isOver = false;
  const client = async (): Promise<void> => {
    while (!isOver) {
      const body = await get(url, { agent }).catch(() => undefined);
      if (body !== undefined) answers.push((JSON.parse(body) as PlainAnswer).pid);
    }
  };
  const clients = Array.from({ length: 6 }, client);
  const stop = async (): Promise<void> => {
    isOver = true;
    await Promise.all(clients);
  };
  return { answers, stop };
}

test("a killed worker takes with it what it had not reported, and no more", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { url, admin } = await administer(cwd, ["--workers", "2"]);
  const counters = watchCounters(admin);
  const load = startLoad(url);
  const reported = async () =>
    valueOf(await scrape(admin), "landfall_worker_requests_total", { worker: "0" });
  const before = await eventually(async () => (await reported()) || undefined, "a first report");
  const { workers } = JSON.parse((await run(["status", "--json"], { cwd })).stdout) as {
    workers: { id: number; pid: number }[];
  };
  const victim = workers.find(({ id }) => id === 0)!.pid;
  process.kill(victim, "SIGKILL");
  const killedAt = load.answers.length;
  await eventually(() => load.answers.length > killedAt + 500 || undefined, "more answers", 30_000);
  await load.stop();
  const lost = load.answers.filter((pid) => pid === victim).length - before;
  const least = load.answers.length - lost;
  const isWhole = async () => sumOf(await scrape(admin), counted) >= least;
  await eventually(async () => (await isWhole()) || undefined, "the last reports");
  await counters.stop();
  expect(counters.faults).toEqual([]);
  const metrics = await scrape(admin);
  expect(sumOf(metrics, counted)).toBeLessThanOrEqual(load.answers.length);
  expect(valueOf(metrics, "landfall_worker_restarts_total", { reason: "crash" })).toBe(1);
}, 60_000);

test("[B7] each worker has numbers of its own", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { admin } = await administer(cwd, ["--workers", "3"]);
  const gauges = ["resident_memory_bytes", "heap_used_bytes", "connections", "requests_in_flight"];
  const loop = ["delay_mean_seconds", "delay_p99_seconds", "delay_max_seconds", "utilization"];
  const names = [...gauges, ...loop.map((name) => `event_loop_${name}`), "requests_total"];
  const areThere = async () =>
    samplesOf(await scrape(admin), "landfall_worker_connections").length === 3;
  await eventually(async () => (await areThere()) || undefined, "three reports");
  const metrics = await scrape(admin);
  for (const name of names) {
    const ids = samplesOf(metrics, `landfall_worker_${name}`).map(({ labels }) => labels["worker"]);
    expect([name, ids]).toEqual([name, ["0", "1", "2"]]);
  }
  for (const { value } of samplesOf(metrics, "landfall_worker_resident_memory_bytes")) {
    expect(value).toBeGreaterThan(1e7);
  }
});

test("an app that ends its process takes nothing with it", async () => {
  const app = `export default (request) => {
    if (request.url.endsWith("/end")) setTimeout(() => process.exit(3), 20);
    return new Response("fine");
  };`;
  const cwd = createProject({ "app.mjs": app });
  const { url, admin } = await administer(cwd, ["--workers", "1"]);
  for (let count = 0; count < 20; count += 1) expect(await get(url)).toBe("fine");
  await get(`${url}end`);
  const crashed = async () =>
    valueOf(await scrape(admin), "landfall_worker_restarts_total", { reason: "crash" }) === 1;
  await eventually(async () => (await crashed()) || undefined, "the crash");
  expect(sumOf(await scrape(admin), counted)).toBe(21);
});

test("hostile requests make no labels, and are counted as what they are", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { url, admin } = await administer(cwd, ["--workers", "1"]);
  const known = (await scrape(admin)).size;
  for (const method of ["PROPFIND", "MKCOL", "LINK", "GET"]) {
    await new Promise((resolve, reject) => {
      const path = `/${"x".repeat(1_000)}?"} 1`;
      const request = http.request(url, { method, path: encodeURI(path), agent: false });
      request.on("response", (answer) => answer.resume().on("end", resolve)).on("error", reject);
      request.end();
    });
  }
  const bad = await ask(url, { headers: { host: "a b" } }).catch(() => "cut");
  expect(bad).toMatch(/^400|cut/);
  const isCounted = async () => sumOf(await scrape(admin), counted) >= 5;
  await eventually(async () => (await isCounted()) || undefined, "five requests");
  const metrics = await scrape(admin);
  expect(metrics.size).toBe(known);
  expect(valueOf(metrics, counted, { method: "other", status: "2xx" })).toBe(3);
  const methods = samplesOf(metrics, counted).map(({ labels }) => labels["method"]);
  expect(methods.filter((method) => !["GET", "other", "unread"].includes(method!))).toEqual([]);
});

test("a worker that hangs holds no answer up, is seen, and is counted", async () => {
  const app = `export default (request) => {
    if (request.url.endsWith("/spin")) for (const end = Date.now() + 60_000; Date.now() < end; );
    return new Response("fine");
  };`;
  const cwd = createProject({ "app.mjs": app });
  const { url, admin } = await administer(cwd, ["--workers", "1", "--heartbeat-timeout", "2s"]);
  expect(await ask(`${admin}livez`)).toBe("200 ok");
  const spinning = get(`${url}spin`).catch(() => "cut");
  const seen: string[] = [];
  const isUnready = async () => {
    seen.push(await ask(`${admin}readyz`));
    await scrape(admin);
    return seen.at(-1) === "503 no worker is ready" || undefined;
  };
  await eventually(isUnready, "the unready worker", 20_000);
  const isReady = async () => (await ask(`${admin}readyz`)) === "200 ok" || undefined;
  await eventually(isReady, "its successor", 20_000);
  const isKilled = async () =>
    valueOf(await scrape(admin), "landfall_worker_kills_total", { reason: "hung" }) === 1 ||
    undefined;
  await eventually(isKilled, "its end");
  const restarts = { reason: "hung" };
  expect(valueOf(await scrape(admin), "landfall_worker_restarts_total", restarts)).toBe(1);
  expect(await spinning).toBe("cut");
}, 60_000);

test("a reload that fails is counted, and the service stays ready", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { admin } = await administer(cwd, ["--workers", "1"]);
  writeFiles(cwd, { "app.mjs": "throw new Error('broken')" });
  expect((await run(["reload"], { cwd })).code).toBe(1);
  const metrics = await scrape(admin);
  expect(valueOf(metrics, "landfall_reloads_total", { outcome: "failed" })).toBe(1);
  expect(valueOf(metrics, "landfall_ready")).toBe(1);
  expect(await ask(`${admin}readyz`)).toBe("200 ok");
});
