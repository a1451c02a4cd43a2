import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createProject,
  eventually,
  get,
  LandfallProcess,
  plainApp,
  run,
  serve,
} from "./landfall-process.ts";
import { wholeLines } from "./log-rig.ts";

const onFreePort = ["--listen", "127.0.0.1:0"];
const trace = "0af7651916cd43dd8448eb211c80319c";

const talkingApp = `
import { trackContext } from ${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)};
const current = trackContext();
async function deep() {
  await new Promise((resolve) => setImmediate(resolve));
  current()?.log.warn("deep down", { step: 2 });
}
export default {
  async fetch(request, context) {
    context.log.debug("not shown");
    context.log.info("asked", { path: new URL(request.url).pathname });
    await deep();
    console.log("plain words");
    console.log(JSON.stringify({ own: "json" }));
    if (request.url.endsWith("/fail")) throw new Error("no luck");
    return new Response(context.requestId);
  },
};
`;

interface Line {
  level: string;
  time: string;
  msg: string;
  worker?: number;
  requestId?: string;
  [key: string]: unknown;
}

function parse(text: string): Line[] {
  return wholeLines(text).map((line) => JSON.parse(line) as Line);
}

describe("--log-format json", () => {
  test("every line is an object, and those of a request bear its id and its trace", async () => {
    const cwd = createProject({ "app.mjs": talkingApp });
    const args = ["app.mjs", ...onFreePort, "--workers", "1", "--log-format", "json"];
    const master = new LandfallProcess(["serve", ...args], { cwd });
    const url = (await master.says(/"urls":\["(http:[^"]+)"/))[1]!;
    const id = await get(url, { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } });
    await get(`${url}fail`);
    await master.says(/"no luck"/);
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
    const said = parse(master.stderr);
    expect(said.every(({ level, time }) => /^(info|warn|error)$/.test(level) && time !== "")).toBe(
      true,
    );
    const ofRequest = said.filter(({ requestId }) => requestId === id);
    expect(ofRequest).toMatchObject([
      { level: "info", worker: 0, traceId: trace, msg: "asked", path: "/" },
      { level: "warn", worker: 0, traceId: trace, msg: "deep down", step: 2 },
    ]);
    expect(said.find(({ msg }) => msg === "no luck")).toMatchObject({
      level: "error",
      requestId: expect.any(String),
      err: { type: "Error", stack: expect.stringContaining("app.mjs") },
    });
    expect(parse(master.stdout).slice(0, 2)).toMatchObject([
      { level: "info", worker: 0, stream: "stdout", msg: "plain words" },
      { own: "json" },
    ]);
  });
});

describe("--log-level", () => {
  test("warn leaves out what is no warning, the banner too", async () => {
    const cwd = createProject({ "app.mjs": talkingApp });
    const args = ["app.mjs", ...onFreePort, "--workers", "1", "--log-level", "warn"];
    const path = join(cwd, "a.sock");
    const master = new LandfallProcess(["serve", ...args, "--unix", path], { cwd });
    const ask = () => get("http://x/", { socketPath: path }).catch(() => undefined);
    const id = await eventually(ask, "answer");
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
    expect(master.stderr).toBe(`[0] warning: request ${id}: deep down step=2\n`);
  });

  test("debug says everything", async () => {
    const cwd = createProject({ "app.mjs": talkingApp });
    const master = await serve(cwd, ["app.mjs", ...onFreePort, "--log-level", "debug"]);
    await get(await master.url());
    await master.says(/^\[\d+\] debug: request \S+: not shown$/m);
  });

  test("another word is refused", async () => {
    const { code, stderr } = await run(["serve", "--log-level", "loud"], {
      cwd: createProject({}),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--log-level: expected debug, info, warn, error, silent, got "loud"');
  });
});

test("a message with a visitor's text stays apart from other lines, and no terminal obeys it", async () => {
  const app = `export default { fetch(request, context) {
    context.log.info("search " + decodeURIComponent(new URL(request.url).search));
    return new Response("x");
  } };`;
  const cwd = createProject({ "app.mjs": app });
  const master = await serve(cwd, ["app.mjs", ...onFreePort, "--workers", "1"]);
  await get(`${await master.url()}?a%0alandfall:%20forged%1b[2J`);
  await master.says("forged");
  expect(master.stderr).toContain("[0]   landfall: forged\\x1b[2J");
});

describe("[A12] --profile", () => {
  test("writes profiles named by worker and time, keeps the newest, and one at the end", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const options = ["--profile", "prof/cpu", "--profile-interval", "1s", "--profile-keep", "2"];
    const master = await serve(cwd, ["app.mjs", ...onFreePort, "--workers", "2", ...options]);
    const folder = join(cwd, "prof/cpu");
    const first = await eventually(() => readdirSync(folder)[0], "a profile", 20_000);
    await eventually(() => !readdirSync(folder).includes(first), "that it is deleted", 30_000);
    await get(await master.url());
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
    const names = readdirSync(folder).toSorted();
    expect(names).toEqual([
      expect.stringMatching(/^worker-0-\d{8}T\d{6}\.\d{3}Z-\d+\.cpuprofile$/),
      expect.stringMatching(/^worker-0-/),
      expect.stringMatching(/^worker-1-/),
      expect.stringMatching(/^worker-1-/),
    ]);
    for (const name of names) {
      const profile = JSON.parse(readFileSync(join(folder, name), "utf8")) as { nodes: unknown[] };
      expect(profile.nodes.length).toBeGreaterThan(0);
    }
  }, 90_000);

  test("a folder that cannot be written is refused at the start", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    writeFileSync(join(cwd, "file"), "");
    const args = ["serve", "app.mjs", ...onFreePort, "--profile", "file/prof"];
    const { code, stderr } = await run(args, { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(`no profile can be written to ${join(cwd, "file/prof")}: ENOTDIR`);
  });
});
