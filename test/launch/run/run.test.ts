import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import express from "express";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { resolveRun } from "../../../src/config/index.ts";
import { run, type RunningApp, type RunOptions } from "../../../src/index.ts";
import { describeStop } from "../../../src/launch/run/describe-stop.ts";

async function start(app: unknown, options: RunOptions = {}): Promise<RunningApp> {
  const running = await run(app, { ...(options.unix ? {} : { port: 0 }), quiet: true, ...options });
  onTestFinished(() => running.close());
  return running;
}

async function read(url: string): Promise<string> {
  return (await fetch(url)).text();
}

function createFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-run-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("[A1] run() without a word is 127.0.0.1:8080, by the defaults of serve", () => {
  const { settings } = resolveRun({}, {});
  expect(settings).toMatchObject({ host: "127.0.0.1", port: 8080, quiet: false, accessLog: "off" });
});

test("what run() is told beats the environment, and the environment beats the default", () => {
  const env = { PORT: "8001", HOST: "::1", LANDFALL_MAX_BODY: "3mb" };
  expect(resolveRun({ port: 0 }, env).settings).toMatchObject({
    port: 0,
    host: "::1",
    maxBody: 3_145_728,
  });
  expect(resolveRun({}, env).settings.port).toBe(8001);
});

test("serves a function, a Hono app and an Express app, and says where", async () => {
  const hono = new Hono().get("/", (context) => context.text("hono"));
  const listener = express().get("/", (_request, response) => void response.send("express"));
  const answers: string[] = [];
  for (const app of [() => new Response("function"), hono, listener]) {
    const { url, port } = await start(app);
    expect(url).toBe(`http://127.0.0.1:${port}/`);
    answers.push(await read(url));
  }
  expect(answers).toEqual(["function", "hono", "express"]);
});

test("two of them do not disturb each other, and closing one leaves the other", async () => {
  const one = await start(() => new Response("one"), { basePath: "/app" });
  const two = await start(() => new Response("two"));
  expect(await read(`${one.url}app/`)).toBe("one");
  await one.close();
  expect(await read(two.url)).toBe("two");
  await expect(fetch(one.url)).rejects.toThrow();
});

test("calls start() before the first request and stop() once, after the last", async () => {
  const events: string[] = [];
  const app = {
    start: ({ addresses }: { addresses: readonly string[] }) =>
      void events.push(`start ${addresses.length}`),
    fetch: async () => {
      await new Promise((go) => setImmediate(go));
      events.push("answer");
      return new Response("ok");
    },
    stop: () => void events.push("stop"),
  };
  const running = await start(app);
  const answer = read(running.url);
  await answer;
  await Promise.all([running.close(), running.close()]);
  expect(events).toEqual(["start 1", "answer", "stop"]);
});

test("changes neither Response nor the process's signal handlers", async () => {
  const before = [globalThis.Response, process.listenerCount("SIGINT")];
  await start(() => new Response("ok"));
  expect([globalThis.Response, process.listenerCount("SIGINT")]).toEqual(before);
});

test("an error of the app is a plain 500 with an id, as under serve", async () => {
  const { url } = await start(
    () => {
      throw new Error("secret detail");
    },
    { logLevel: "silent" },
  );
  const answer = await fetch(url);
  expect(answer.status).toBe(500);
  expect(await answer.text()).toMatch(/^Internal Server Error\nRequest id: \S+\n$/);
});

test("serves folders and both loopbacks on one number", async () => {
  const folder = createFolder();
  writeFileSync(join(folder, "a.txt"), "file");
  const { port } = await start(() => new Response("app"), { static: folder, host: "localhost" });
  expect(await read(`http://127.0.0.1:${port}/static/a.txt`)).toBe("file");
});

test("serves a unix socket of the mode that was asked for, in the place of a stale one", async () => {
  const socketPath = join(createFolder(), "app.sock");
  for (const answer of ["first", "second"]) {
    const running = await start(() => new Response(answer), { unix: socketPath, unixMode: "0640" });
    expect(running).toMatchObject({ url: `unix:${socketPath}`, port: undefined });
    expect(statSync(socketPath).mode & 0o777).toBe(0o640);
    const [incoming] = await once(http.get({ socketPath, path: "/" }), "response");
    expect(await text(incoming)).toBe(answer);
    await running.close();
  }
});

test.each([
  [{ prot: 1 }, /^unknown setting "prot" \(run\(\)\)|prot/, /Did you mean port\?/],
  [{ workers: 2 }, /workers/, /`landfall serve` has this setting/],
  [{ port: 99_999 }, /run\(\) port/, /./],
])("refuses %j in one line with a hint", async (options, message, hint) => {
  const refused = await run(() => new Response(), options as RunOptions).catch(
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});

test("says what it got when that is no app, and whose port is busy", async () => {
  await expect(run(42)).rejects.toMatchObject({ code: "APP_SHAPE_UNKNOWN" });
  const taken = net.createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void taken.close());
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  await expect(run(() => new Response(), { port })).rejects.toMatchObject({ code: "PORT_IN_USE" });
});

test("[Q2] the banner says how to stop on each platform", () => {
  const facts = { isStoppable: true, pid: 7 };
  expect(describeStop({ ...facts, platform: "linux" })).toBe("Press Ctrl-C to stop, or: kill 7");
  expect(describeStop({ ...facts, platform: "win32" })).toContain("taskkill /f /pid 7");
  expect(describeStop({ ...facts, isStoppable: false, platform: "linux" })).toContain("close()");
});

const front = resolve(import.meta.dirname, "../../../src/index.ts");

/** A program of somebody's, in a process of its own. */
function startProgram(lines: readonly string[], file = "main.mjs") {
  const folder = createFolder();
  writeFileSync(
    join(folder, file),
    [`import { run } from ${JSON.stringify(front)};`, ...lines].join("\n"),
  );
  if (file !== "main.mjs") writeFileSync(join(folder, "main.mjs"), `import "./${file}";\n`);
  const { PORT: _, ...env } = process.env;
  const child = spawn(process.execPath, ["main.mjs"], { cwd: folder, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, ended: once(child, "close"), stdout: text(child.stdout) };
}

test("[A1] the banner is on stderr only, and an interrupt of the main module ends with 0", async () => {
  const { child, ended, stdout } = startProgram([
    "await run(() => new Response('ok'), { port: 0 });",
  ]);
  let said = "";
  for await (const chunk of child.stderr) {
    said += chunk;
    if (/Ctrl-C/.test(said)) break;
  }
  expect(said).toMatch(
    /^Landfall serves in this process: .* bare function; server node .*\nListening on http:\/\/127\.0\.0\.1:\d+\/\nPress Ctrl-C/,
  );
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  expect(await stdout).toBe("");
});

test("[A1] quiet says nothing, and a module that is not the main one leaves signals alone", async () => {
  const { child, ended } = startProgram(
    ["await run(() => new Response('ok'), { port: 0, quiet: true });", "console.log('up');"],
    "other.mjs",
  );
  const stderr = text(child.stderr);
  await once(child.stdout, "data");
  child.kill("SIGINT");
  expect(await ended).toEqual([null, "SIGINT"]);
  expect(await stderr).toBe("");
});
