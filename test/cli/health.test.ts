/** What balancers and monitors hear: `--health-path` on the public address, `/livez` and `/readyz` on the admin address. */

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sumOf, valueOf } from "../serve/observe/metrics/prometheus-text.ts";
import { administer, ask, scrape } from "./admin-rig.ts";
import {
  createProject,
  endNow,
  eventually,
  get,
  LandfallProcess,
  plainApp,
  run,
  serve,
} from "./landfall-process.ts";
import { mayBecomeStranger } from "./stranger.ts";

const probed = ["--workers", "2", "--health-path", "/healthz"];
const counted = "landfall_http_request_duration_seconds_count";

const hasActivate =
  spawnSync("systemd-socket-activate", ["--version"], { stdio: "ignore" }).status === 0;

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Asks again and again on a kept connection, or on a new one each time, until it is stopped. */
function poll(
  url: string,
  keepAlive: boolean,
): { readonly heard: string[]; stop(): Promise<void> } {
  const heard: string[] = [];
  const agent = new http.Agent({ keepAlive, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  let isOver = false;
  const run = async (): Promise<void> => {
    while (!isOver) heard.push(await ask(url, { agent }).catch((error: Error) => error.message));
  };
  const polling = run();
  const stop = async (): Promise<void> => {
    isOver = true;
    await polling;
  };
  return { heard, stop };
}

test("balancers that ask on kept and on new connections hear nothing of reloads", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { url, admin } = await administer(cwd, probed);
  const polls = [
    poll(`${url}healthz`, true),
    poll(`${url}healthz`, false),
    poll(`${admin}readyz`, false),
  ];
  for (let times = 0; times < 2; times += 1) {
    expect((await run(["reload", "--wait-drained"], { cwd })).code).toBe(0);
  }
  for (const each of polls) {
    await eventually(() => each.heard.length > 20 || undefined, "20 answers");
    await each.stop();
    expect([...new Set(each.heard)]).toEqual(["200 ok"]);
  }
}, 60_000);

test("a stop is told before anything is refused: not ready, still alive, still served", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { master, url, admin } = await administer(cwd, [...probed, "--shutdown-delay", "30s"]);
  expect(await ask(`${url}healthz`)).toBe("200 ok");
  master.signal("SIGTERM");
  const isTold = async () => (await ask(`${url}healthz`)) === "503 stopping" || undefined;
  await eventually(isTold, "the 503");
  expect(await ask(`${admin}readyz`)).toBe("503 stopping");
  expect(await ask(`${admin}livez`)).toBe("200 stopping");
  expect(valueOf(await scrape(admin), "landfall_ready")).toBe(0);
  expect(JSON.parse((await ask(`${admin}readyz?verbose`)).slice(4))).toMatchObject({
    ok: false,
    phase: "stopping",
    workers: [{ state: "draining" }, { state: "draining" }],
  });
  expect(await ask(url)).toMatch(/^200/);
}, 30_000);

test("workers that are all stopped are no reason to kill the master, and none to send it requests", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { master, admin } = await administer(cwd, probed);
  master.signal("SIGWINCH");
  const isParked = async () =>
    (await ask(`${admin}readyz`)) === "503 no worker is ready" || undefined;
  await eventually(isParked, "the end of all workers");
  expect(await ask(`${admin}livez`)).toBe("200 no workers are asked for");
  expect((await run(["reload"], { cwd })).code).toBe(0);
  expect(await ask(`${admin}readyz`)).toBe("200 ok");
});

const apps: readonly (readonly [string, string])[] = [
  ["a fetch handler", plainApp],
  ["a Node listener", "export default (request, response) => response.end('app');"],
  [
    "a module that listens by itself",
    `import http from "node:http";
    http.createServer((request, response) => response.end("app")).listen(3000);`,
  ],
];

test.each(apps)(
  "probes of %s are answered under the base path, and neither logged, measured nor counted for recycling",
  async (_what, app) => {
    const cwd = createProject({ "app.mjs": app });
    const serving = ["--workers", "1", "--health-path", "/healthz", "--base-path", "/base"];
    const logging = [
      "--access-log",
      "{method} {target} {status}",
      "--access-log-file",
      "access.log",
    ];
    const recycling = ["--max-requests", "20", "--min-lifetime", "1s"];
    const { url, admin } = await administer(cwd, [...serving, ...logging, ...recycling]);
    for (let count = 0; count < 60; count += 1) {
      expect(await ask(`${url}base/healthz?n=${count}`)).toBe("200 ok");
    }
    expect(await ask(`${url}base/healthz/`)).not.toContain("ok");
    const post = http.request(`${url}base/healthz`, { method: "POST", agent: false }).end();
    const [answer] = (await once(post, "response")) as [http.IncomingMessage];
    answer.resume();
    const isCounted = async () => sumOf(await scrape(admin), counted) >= 2 || undefined;
    await eventually(isCounted, "two requests");
    const metrics = await scrape(admin);
    expect(sumOf(metrics, counted)).toBe(2);
    expect(sumOf(metrics, "landfall_worker_requests_total")).toBe(2);
    expect(sumOf(metrics, "landfall_worker_restarts_total")).toBe(0);
    const logged = () => readFileSync(join(cwd, "access.log"), "utf8");
    await eventually(() => logged().includes("POST") || undefined, "the log");
    expect(
      logged()
        .split("\n")
        .map((line) => line.split(" ")[1]),
    ).toEqual(["/base/healthz/", "/base/healthz", undefined]);
  },
  30_000,
);

test("the admin address on a unix socket is for its owner alone, replaces a dead one, and goes with the master", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const args = [
    "app.mjs",
    "--workers",
    "1",
    "--listen",
    "127.0.0.1:0",
    "--admin-listen",
    "unix:admin.sock",
  ];
  const path = join(cwd, "admin.sock");
  const first = await serve(cwd, args);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await first.kill();
  expect(existsSync(path)).toBe(true);
  const second = await serve(cwd, args);
  expect(await ask("http://localhost/livez", { socketPath: path })).toBe("200 ok");
  second.signal("SIGTERM");
  expect(await second.ended).toBe(0);
  expect(existsSync(path)).toBe(false);
});

test("an admin address that somebody has is refused by its name, and nothing is left behind", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const taken = `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const args = ["serve", "app.mjs", "--unix", "app.sock", "--admin-listen", taken];
  const { code, stderr } = await run(args, { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain(taken);
  expect(stderr).toContain("in use");
  expect(existsSync(join(cwd, "app.sock"))).toBe(false);
  expect(existsSync(join(cwd, ".landfall/control.sock"))).toBe(false);
});

test("an admin address that the public has too is refused before anybody listens", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const port = await freePort();
  const args = ["serve", "app.mjs", "--listen", `0.0.0.0:${port}`, "--admin-listen", `${port}`];
  const { code, stderr } = await run(args, { cwd });
  expect(code).not.toBe(0);
  expect(stderr).toContain(`127.0.0.1:${port}`);
  expect(stderr).toContain(`0.0.0.0:${port}`);
});

test("an admin address that other machines can reach is warned of, and only that", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const args = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];
  const open = await serve(cwd, [...args, "--admin-listen", "0.0.0.0:0"]);
  await open.says(/the admin address 0\.0\.0\.0:\d+ can be reached from other machines/);
  open.signal("SIGTERM");
  await open.ended;
  const closed = await serve(cwd, [...args, "--admin-listen", "localhost:0"]);
  expect(closed.stderr).not.toContain("other machines");
});

test("a daemon has its admin address, too", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const args = ["--workers", "1", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
  const { stderr } = await run(["serve", "app.mjs", ...args, "--daemon"], { cwd });
  const pid = Number(/Process (\d+),/.exec(stderr)?.[1]);
  onTestFinished(() => endNow(pid));
  const log = readFileSync(join(cwd, ".landfall/landfall.log"), "utf8");
  const admin = /admin address (http:\S+)/.exec(log)![1]!;
  expect(await ask(`${admin}readyz`)).toBe("200 ok");
  expect(await run(["stop"], { cwd })).toMatchObject({ code: 0 });
  await expect(get(`${admin}livez`)).rejects.toThrow();
});

test.skipIf(!mayBecomeStranger)(
  "the admin address is bound as root and belongs to the user that serves",
  async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    chmodSync(cwd, 0o755);
    const args = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0", "--user", "nobody"];
    const master = await serve(cwd, [...args, "--admin-listen", "unix:admin.sock"]);
    const path = join(cwd, "admin.sock");
    const { mode, uid } = statSync(path);
    expect([mode & 0o777, uid]).toEqual([0o600, 65_534]);
    expect(await ask("http://localhost/readyz", { socketPath: path })).toBe("200 ok");
    master.signal("SIGTERM");
    expect(await master.ended, master.stderr).toBe(0);
  },
);

test.skipIf(!hasActivate)("sockets that are handed over stay the public ones", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const port = await freePort();
  const args = ["serve", "app.mjs", "--workers", "1", "--admin-listen", "127.0.0.1:0"];
  const wrapper = ["systemd-socket-activate", "-l", `127.0.0.1:${port}`];
  const master = new LandfallProcess(args, { cwd, wrapper });
  await master.says("Listening on 127.0.0.1");
  const url = `http://127.0.0.1:${port}/`;
  expect(await ask(url)).toMatch(/^200/);
  const admin = (await master.says(/admin address (http:\S+)/))[1]!;
  expect(admin).not.toBe(url);
  expect(await ask(`${admin}readyz`)).toBe("200 ok");
  expect(await ask(`${url}readyz`)).toContain('"path":"/readyz"');
});

test.each([
  ["--health-path", "healthz"],
  ["--health-path", "/"],
  ["--health-path", "/a?b"],
  ["--admin-listen", "nowhere"],
  ["--admin-listen", "fd:3"],
])("%s %s is refused", async (flag, value) => {
  const cwd = createProject({ "app.mjs": plainApp });
  const { code, stderr } = await run(["serve", "app.mjs", flag, value], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(`${flag}: expected`);
});
