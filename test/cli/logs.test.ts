/** `landfall logs`: what the master keeps of the log, by the command, of a real master. */

import { spawn } from "node:child_process";
import net from "node:net";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  createProject,
  eventually,
  get,
  LandfallProcess,
  plainApp,
  run,
  serve,
} from "./landfall-process.ts";

/** Writes each path that is asked for, decoded, to stdout, and its length to stderr. */
const talkingApp = `
export default {
  fetch(request) {
    const path = decodeURIComponent(new URL(request.url).pathname);
    console.log(path);
    console.error(path.length);
    return new Response("said");
  },
};
`;

const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

async function start(
  args: readonly string[] = [],
): Promise<{ cwd: string; url: string; master: LandfallProcess }> {
  const cwd = createProject({ "app.mjs": talkingApp });
  const master = await serve(cwd, [...alone, ...args]);
  return { cwd, url: await master.url(), master };
}

/** What `logs` prints with these flags, line by line. */
async function linesOf(cwd: string, ...flags: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await run(["logs", ...flags], { cwd });
  expect([code, stderr]).toEqual([0, ""]);
  return stdout === "" ? [] : stdout.trimEnd().split("\n");
}

test("the last lines of workers and master are shown, each with its time and its worker", async () => {
  const { cwd, url } = await start();
  await get(`${url}one`);
  await get(`${url}two`);
  await run(["reload"], { cwd });
  const lines = await eventually(async () => {
    const found = await linesOf(cwd);
    return found.some((line) => line.includes("generation 2 serves")) ? found : undefined;
  }, "the reload in the log");
  const time = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`${time} \\[0\\] /two$`)));
  expect(lines).toContainEqual(
    expect.stringMatching(new RegExp(`${time} landfall: generation 2 serves`)),
  );
  expect(await linesOf(cwd, "--lines", "1")).toHaveLength(1);
  expect(await linesOf(cwd, "-n", "0")).toEqual([]);
  const objects = (await linesOf(cwd, "--json")).map((line) => JSON.parse(line));
  expect(objects).toContainEqual({
    kind: "worker",
    at: expect.any(String),
    worker: 0,
    stream: "stdout",
    text: "/two",
  });
}, 30_000);

test("what --quiet leaves out is kept", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const path = join(cwd, "app.sock");
  const args = ["serve", "app.mjs", "--quiet", "--workers", "1", "--unix", path];
  const master = new LandfallProcess(args, { cwd });
  await eventually(
    () => get("http://x/", { socketPath: path }).catch(() => undefined),
    "an answer",
  );
  expect(await linesOf(cwd)).toContainEqual(expect.stringContaining("generation 1: "));
  expect(master.stderr).toBe("");
}, 30_000);

test("bytes that steer a terminal are shown as what they are, as text and as JSON", async () => {
  const { cwd, url } = await start();
  const hostile = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eabc\tx";
  await get(`${url}${encodeURIComponent(hostile)}`);
  await get(`${url}${encodeURIComponent("\u001b[31mred\u001b[0m")}`);
  const text = await eventually(async () => {
    const found = (await linesOf(cwd)).join("\n");
    return found.includes("/red") ? found : undefined;
  }, "the line");
  expect(text).toContain(String.raw`/\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eabc` + "\tx");
  expect(text).toMatch(/\[0\] \/red$/m);
  const json = (await linesOf(cwd, "--json")).join("\n");
  // oxlint-disable-next-line no-control-regex
  expect(text + json).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  const found = json.split("\n").map((line) => (JSON.parse(line) as { text: string }).text);
  expect(found).toContain(`/${hostile}`);
}, 30_000);

test("--follow goes on with what comes until the master ends", async () => {
  const { cwd, url, master } = await start();
  const follower = new LandfallProcess(["logs", "--follow", "--lines", "0"], { cwd });
  await eventually(async () => {
    await get(`${url}knock`);
    return follower.stdout.includes("/knock") || undefined;
  }, "a line");
  for (let count = 0; count < 300; count += 1) await get(`${url}n${count}`);
  await eventually(() => follower.stdout.includes("/n299") || undefined, "the last line");
  const numbers = [...follower.stdout.matchAll(/\] \/n(\d+)$/gm)].map(([, digits]) =>
    Number(digits),
  );
  expect(numbers).toEqual(Array.from({ length: 300 }, (_, index) => index));
  master.signal("SIGTERM");
  expect(await follower.ended).toBe(0);
  expect(follower.stdout).toContain("stopping gracefully");
  expect(follower.stderr).toBe("landfall: the master has ended\n");
}, 60_000);

test("--follow ends when nobody reads it any more", async () => {
  const { cwd, url } = await start();
  const bin = resolve(import.meta.dirname, "../../bin/landfall.js");
  const script = `"${process.execPath}" "${bin}" logs --follow | head -n 1`;
  const shell = spawn("sh", ["-c", script], { cwd, env: { ...process.env, PWD: cwd } });
  onTestFinished(() => void shell.kill("SIGKILL"));
  let hasEnded = false;
  shell.once("close", () => (hasEnded = true));
  await eventually(async () => {
    await get(`${url}again`);
    return hasEnded || undefined;
  }, "the end of the pipe");
}, 30_000);

test("a follower that stands still is dropped, and costs neither requests nor memory without end", async () => {
  const { cwd, url, master } = await start();
  const socket = net.connect(join(cwd, ".landfall/control.sock"));
  onTestFinished(() => void socket.destroy());
  const closed = new Promise<void>((done) => socket.once("close", () => done()));
  socket.on("error", () => {});
  socket.write('{"landfall":1,"kind":"logs","lines":0,"follow":true}\n');
  socket.pause();
  const long = "x".repeat(7_000);
  for (let count = 0; count < 1_600; count += 1) expect(await get(url + long)).toBe("said");
  // What the kernel holds for it is read, and then comes the end.
  socket.resume();
  await closed;
  expect((await run(["status"], { cwd })).stdout).toContain(`master ${master.pid} serving`);
}, 60_000);

test("a number of lines that is none is a wrong call, and no master is exit 3", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const wrong = await run(["logs", "--lines", "many"], { cwd });
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringContaining('expected a number of lines from 0 to 1000, got "many"'),
  ]);
  expect((await run(["logs"], { cwd })).code).toBe(3);
});
