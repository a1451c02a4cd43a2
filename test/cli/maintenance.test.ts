import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { MasterStatus } from "../../src/serve/supervisor/index.ts";
import { createProject, eventually, get, plainApp, run, serve } from "./landfall-process.ts";
import { Crowd, visit } from "./maintenance-visitors.ts";

const two = ["app.mjs", "--workers", "2", "--listen", "127.0.0.1:0"];
const file = ".landfall/control.maintenance";

/** A disk of one page of memory, in a world of its own; containers may not be allowed one. */
const canMount = spawnSync("unshare", ["-rm", "sh", "-c", "mount -t tmpfs none /mnt"]).status === 0;

/** Runs `landfall maintenance` and returns what it printed as JSON. */
async function maintain(cwd: string, ...args: string[]) {
  const { code, stdout, stderr } = await run(["maintenance", ...args, "--json"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as { state: { kind: string }; changed: boolean; silent: number[] };
}

/** The statuses of so many requests on connections of their own: enough to meet every worker. */
async function statuses(url: string, count = 40): Promise<Set<number>> {
  const visits = await Promise.all(Array.from({ length: count }, () => visit(url)));
  return new Set(visits.map(({ status }) => status));
}

async function statusOf(cwd: string): Promise<MasterStatus> {
  return JSON.parse((await run(["status", "--json"], { cwd })).stdout) as MasterStatus;
}

test("[P18] under load, every worker closes and opens at once, over a reload and a kill -9", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const master = await serve(cwd, two);
  const url = await master.url();
  const crowd = new Crowd(url);
  const more = (count: number) => {
    const before = crowd.visits.length;
    return eventually(() => crowd.visits.length > before + count || undefined, "more visits");
  };
  crowd.phase = "open";
  await more(50);
  crowd.phase = "closing";
  expect(await maintain(cwd, "on")).toMatchObject({ changed: true, silent: [] });
  crowd.phase = "closed";
  await more(50);
  expect((await run(["reload"], { cwd })).code).toBe(0);
  await more(50);
  crowd.phase = "closed, killed";
  const [first] = (await statusOf(cwd)).workers;
  process.kill(first!.pid!, "SIGKILL");
  await eventually(async () => {
    const { workers } = await statusOf(cwd);
    const ready = workers.filter(({ state, pid }) => state === "ready" && pid !== first!.pid);
    return ready.length === 2 || undefined;
  }, "a replacement");
  crowd.phase = "closed";
  await more(50);
  crowd.phase = "opening";
  expect(await maintain(cwd, "off")).toMatchObject({ changed: true, silent: [] });
  crowd.phase = "open";
  await more(50);
  const seen: Record<string, number[]> = {};
  for (const { phase, status } of await crowd.end()) {
    seen[phase] = [...new Set([...(seen[phase] ?? []), status])].toSorted((a, b) => a - b);
  }
  expect(seen["open"]).toEqual([200]);
  expect(seen["closed"]).toEqual([503]);
  for (const phase of ["closing", "opening"]) {
    expect(seen[phase]?.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  }
  // A worker that is killed takes what it was answering with it; nothing else may go wrong.
  expect(seen["closed, killed"]?.filter((status) => status !== 503 && status !== 0)).toEqual([]);
}, 60_000);

test("[P18] a closed site comes up closed after its master was stopped or killed", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const first = await serve(cwd, two);
  await maintain(cwd, "on", "--reason", "moving");
  first.child.kill("SIGKILL");
  await first.ended;
  const second = await serve(cwd, two);
  await second.says('the site is closed for maintenance: "moving"');
  expect(await statuses(await second.url())).toEqual(new Set([503]));
  await run(["stop"], { cwd });
  const third = await serve(cwd, two);
  expect(await statuses(await third.url())).toEqual(new Set([503]));
  await maintain(cwd, "off");
  expect(await statuses(await third.url())).toEqual(new Set([200]));
}, 60_000);

test("[P18] a file that somebody touches closes the site, and opens it when it is removed", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const master = await serve(cwd, [...two, "--maintenance-file", "DISABLED"]);
  const url = await master.url();
  const becomes = (status: number) =>
    eventually(async () => {
      const seen = await statuses(url);
      return (seen.size === 1 && seen.has(status)) || undefined;
    }, `status ${status}`);
  writeFileSync(join(cwd, "DISABLED"), "");
  await becomes(503);
  expect(await maintain(cwd, "status")).toMatchObject({ state: { kind: "closed" } });
  rmSync(join(cwd, "DISABLED"));
  await becomes(200);
  writeFileSync(join(cwd, "DISABLED"), '{"reason":"<b>","until":"\\n"}');
  await becomes(503);
  expect((await visit(url, { headers: { accept: "text/html" } })).body).toContain(
    "<p>&lt;b&gt;</p>",
  );
  await maintain(cwd, "off");
  await becomes(200);
}, 60_000);

test("[P18] the 503 says when to come back, in the client's format; local requests and files are served", async () => {
  const page = "<!doctype html><h1>Back soon</h1>";
  const files = { "app.mjs": plainApp, "public/logo.txt": "logo", "closed.html": page };
  const cwd = createProject(files);
  const options = ["--static", "public", "--maintenance-page", "closed.html"];
  const master = await serve(cwd, [...two, ...options]);
  const url = await master.url();
  await maintain(cwd, "on", "--reason", "new disks", "--until", "2h");
  const asked = await visit(url, { headers: { accept: "text/html,*/*;q=0.8" } });
  expect(asked).toMatchObject({ status: 503, body: page });
  expect(asked.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    vary: "accept",
  });
  expect(Number(asked.headers["retry-after"])).toBeGreaterThan(7_000);
  const json = await visit(url, { headers: { accept: "application/json" } });
  expect(JSON.parse(json.body)).toMatchObject({ status: 503, detail: "new disks" });
  expect((await visit(url, { method: "HEAD" })).body).toBe("");
  expect((await visit(new URL("/static/logo.txt", url).href)).body).toBe("logo");
  expect(JSON.parse(await get(url))).toMatchObject({ path: "/" });
  // What is said anew is heard, and a page that was edited or is gone is no reason to fail.
  writeFileSync(join(cwd, "closed.html"), "edited");
  expect(await maintain(cwd, "on")).toMatchObject({ changed: false });
  const edited = await visit(url);
  expect(edited).toMatchObject({ status: 503, body: "edited" });
  expect(edited.headers["retry-after"]).toBe("300");
  rmSync(join(cwd, "closed.html"));
  await maintain(cwd, "on");
  expect(await visit(url)).toMatchObject({ status: 503, body: "edited" });
  await master.says("closed.html");
}, 60_000);

test("[P18] a request that was let in finishes, a WebSocket and a Node listener's request are refused", async () => {
  const app = `
    import { existsSync } from "node:fs";
    export default async function (incoming, outgoing) {
      outgoing.write("began ");
      while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 10));
      outgoing.end("ended");
    };
  `;
  const cwd = createProject({ "app.mjs": app });
  const master = await serve(cwd, two);
  const url = await master.url();
  const slow = visit(url);
  await eventually(async () => {
    const { workers } = await statusOf(cwd);
    return workers.some(({ inFlight }) => inFlight > 0) || undefined;
  }, "a request in flight");
  await maintain(cwd, "on");
  expect(await statuses(url)).toEqual(new Set([503]));
  const { port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(
    "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  const [answer] = await new Promise<Buffer[]>((resolve) =>
    socket.once("data", (data) => resolve([data])),
  );
  socket.destroy();
  expect(String(answer)).toMatch(/^HTTP\/1\.1 503 /);
  writeFileSync(join(cwd, "go"), "");
  expect(await slow).toMatchObject({ status: 200, body: "began ended" });
}, 60_000);

test("[P18] forged fields let nobody in, a listed client is let in only where its address is known", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const allow = ["--maintenance-allow", "198.51.100.0/24,127.0.0.0/8"];
  const listed = "198.51.100.9";
  const forged = {
    "x-forwarded-for": listed,
    "x-real-ip": listed,
    forwarded: `for=${listed}`,
    "x-client-ip": listed,
    via: "1.1 somebody",
  };
  const direct = await serve(cwd, [...two, ...allow]);
  await maintain(cwd, "on");
  const url = await direct.url();
  for (const [name, value] of Object.entries(forged)) {
    expect(await visit(url, { headers: { [name]: value } }), name).toMatchObject({ status: 503 });
  }
  await run(["stop"], { cwd });
  const proxied = await serve(cwd, [...two, ...allow, "--trusted-proxies", "loopback"]);
  const cases: [Record<string, string>, number][] = [
    [{ "x-forwarded-for": listed }, 200],
    [{ "x-forwarded-for": `${listed}, 192.0.2.1` }, 503],
    [{ "x-forwarded-for": "192.0.2.1" }, 503],
    [{ "x-forwarded-for": "127.0.0.1" }, 503],
    [{ "x-forwarded-for": `192.0.2.1, ${listed}, 127.0.0.1` }, 200],
    [{ "x-forwarded-for": `${listed}; for=${listed}` }, 503],
  ];
  for (const [headers, status] of cases) {
    const { status: seen } = await visit(await proxied.url(), { headers });
    expect(seen, JSON.stringify(headers)).toBe(status);
  }
}, 60_000);

test("[P18] several commands at once end in one state, which every worker and the file agree on", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const master = await serve(cwd, two);
  const url = await master.url();
  const commands = ["on", "off", "on", "off", "on", "off"].map((action) => maintain(cwd, action));
  await Promise.all(commands);
  const { state } = await maintain(cwd, "status");
  expect(await statuses(url)).toEqual(new Set([state.kind === "open" ? 200 : 503]));
  await maintain(cwd, "on", "--reason", "the last word");
  expect(JSON.parse(readFileSync(join(cwd, file), "utf8"))).toMatchObject({
    reason: "the last word",
  });
}, 60_000);

test("[P18] a file that cannot be written changes nothing and says why; wrong calls exit 2, nobody there 3", async () => {
  const cwd = createProject({ "app.mjs": plainApp, plain: "" });
  const calls: [string[], number, RegExp][] = [
    [["on"], 3, /nothing is running here/],
    [["of"], 2, /expected on, off or status, got "of"/],
    [["off", "--reason", "x"], 2, /expected on, off or status/],
    [["on", "--reason", " "], 2, /expected a reason/],
    [
      ["on", "--reason", "x".repeat(2_001)],
      2,
      /expected a reason of 1 to 2000 characters, got 2001/,
    ],
    [["on", "--until", "tomorrow"], 2, /a time that is still to come, got "tomorrow"/],
    [["on", "--until", "30"], 2, /still to come/],
    [["on", "--until", "2001-01-01T00:00Z"], 2, /still to come/],
    [["on", "--until", "99999999999999999d"], 2, /still to come/],
  ];
  for (const [args, code, stderr] of calls) {
    expect(await run(["maintenance", ...args], { cwd }), args.join(" ")).toMatchObject({
      code,
      stdout: "",
      stderr: expect.stringMatching(stderr),
    });
  }
  const master = await serve(cwd, [...two, "--maintenance-file", "plain/below-a-file"]);
  const refused = await run(["maintenance", "on"], { cwd });
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(
    /plain\/below-a-file" cannot be changed: .*\n {2}hint: The site stays/,
  );
  expect(await statuses(await master.url())).toEqual(new Set([200]));
}, 60_000);

test("[P18] a page that is no small file keeps the server from starting, whatever it is called", async () => {
  const cwd = createProject({ "app.mjs": plainApp, "big.html": "x".repeat(1_000_001) });
  mkdirSync(join(cwd, "folder.html"));
  for (const page of ["/dev/zero", "folder.html", "big.html", "../none\n.html", "a\u001b[2J"]) {
    const { code, stderr } = await run(["serve", ...two, "--maintenance-page", page], { cwd });
    expect(code, page).toBe(2);
    expect(stderr).toContain(`the maintenance page ${JSON.stringify(page)} cannot be read`);
  }
}, 60_000);

test.skipIf(!canMount)(
  "[P18] on a full disk the site opens, and a closing that cannot be written down does not happen",
  async () => {
    const cwd = createProject({ "app.mjs": plainApp, "disk/mounted-over": "" });
    const fill =
      "mount -t tmpfs -o size=4k none disk; touch disk/closed; head -c 9000 /dev/zero >disk/all; exec";
    const wrapper = ["unshare", "-rm", "sh", "-c", `${fill} "$@"`, "sh"];
    const options = ["--maintenance-file", "disk/closed"];
    const master = await serve(cwd, [...two, ...options], { wrapper });
    const url = await master.url();
    expect(await statuses(url)).toEqual(new Set([503]));
    await maintain(cwd, "off");
    expect(await statuses(url)).toEqual(new Set([200]));
    const refused = await run(["maintenance", "on"], { cwd });
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/closed" cannot be changed: ENOSPC/);
    expect(await statuses(url)).toEqual(new Set([200]));
    expect(await maintain(cwd, "status")).toMatchObject({ state: { kind: "open" } });
    const left = readdirSync(`/proc/${master.pid}/root${cwd}/disk`);
    expect(left).toEqual(["all"]);
  },
  60_000,
);

test("[P18] a worker that does not confirm is named, and obeys as soon as it can", async () => {
  const app = `
    import { existsSync } from "node:fs";
    export default (request) => {
      if (new URL(request.url).pathname === "/block") while (!existsSync("go"));
      return new Response("open");
    };
  `;
  const cwd = createProject({ "app.mjs": app });
  const master = await serve(cwd, ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"]);
  const url = await master.url();
  const [worker] = (await statusOf(cwd)).workers;
  const blocking = visit(new URL("/block", url).href);
  await new Promise<void>((resolve) => {
    // What is asked behind the blocking request on a loop that stands still is not answered.
    const ask = async () => {
      const answer = await Promise.race([visit(url), new Promise((late) => setTimeout(late, 300))]);
      if (answer === undefined) resolve();
      else void ask();
    };
    void ask();
  });
  const { code, stderr } = await run(["maintenance", "on"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain(`not every worker has confirmed it: ${worker!.pid} (process ids)`);
  writeFileSync(join(cwd, "go"), "");
  expect(await blocking).toMatchObject({ status: 200 });
  expect(await maintain(cwd, "status")).toMatchObject({ state: { kind: "closed" } });
  expect(await statuses(url)).toEqual(new Set([503]));
}, 60_000);

test("[P18] the command says what is the case in words, with nothing in them that a terminal obeys", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  await serve(cwd, two);
  const say = async (...args: string[]) => (await run(["maintenance", ...args], { cwd })).stdout;
  expect(await say("status")).toBe("the site is open\n");
  expect(await say("off")).toBe("the site is open already\n");
  const since = "the site is closed since \\d{4}-\\S+Z\n";
  const path = `file: ${join(cwd, file)}\n$`;
  expect(await say("on", "--reason", "new\u001b[2J")).toMatch(
    new RegExp(`^${since}reason: "new\\\\u001b\\[2J"\n${path}`),
  );
  expect(await say("on")).toMatch(new RegExp(`^${since}${path}`));
  expect(await say("off")).toBe("the site is open\n");
}, 30_000);
