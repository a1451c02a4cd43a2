import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProject, plainApp, run } from "./landfall-process.ts";

test("[A10] check loads settings and app as serve would, says what it found, and exits with 0", async () => {
  const cwd = createProject({
    "app.mjs": plainApp,
    "landfall.config.json": '{ "port": 1 }',
  });
  const { code, stdout, stderr } = await run(["check", "app.mjs"], { cwd });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^app\.mjs can be served: .*; server node .*landfall\.config\.json\n$/);
});

test("it neither starts the app nor listens, also where a module listens by itself", async () => {
  const started = createProject({
    "app.mjs": `import { writeFileSync } from "node:fs";
console.log("loaded with", process.env.GREETING);
export default { start() { writeFileSync("started", ""); }, fetch: () => new Response() };`,
    ".env": "GREETING=hello",
  });
  const named = await run(["check", "app.mjs"], { cwd: started });
  expect([named.code, named.stderr]).toEqual([0, "[app] loaded with hello\n"]);
  expect(existsSync(join(started, "started"))).toBe(false);
  const listening = createProject({
    "app.mjs":
      'import http from "node:http";\nhttp.createServer(() => {}).listen("taken/by.sock");',
  });
  const second = await run(["check", "app.mjs"], { cwd: listening });
  expect([second.code, second.stderr]).toEqual([0, ""]);
});

test("everything that is wrong with the settings is said at once, with exit code 1", async () => {
  const cwd = createProject({ "landfall.config.json": '{ "prot": 1, "workers": "many" }' });
  const { code, stderr } = await run(["check", "--max-headers", "0"], { cwd });
  expect(code).toBe(1);
  expect(stderr.match(/^landfall: /gm)).toHaveLength(3);
  expect(stderr.match(/^ {2}hint: /gm)).toHaveLength(3);
});

test.each([
  ["a syntax error", "export default {", "syntax error: "],
  ["a throw", 'throw new Error("no luck")', "cannot load app.mjs: no luck (app.mjs:1:7)"],
  ["nothing that is an app", "export default 5", "an app is "],
  ["the end of its process", "process.exit(0)", "before it was ready"],
])("an app with %s fails the check with the reason", async (_, text, reason) => {
  const cwd = createProject({ "app.mjs": text });
  const { code, stderr } = await run(["check", "app.mjs"], { cwd });
  expect([code, stderr]).toEqual([1, expect.stringContaining(reason)]);
});

test("an app that never finishes loading fails after --boot-timeout", async () => {
  const cwd = createProject({
    "app.mjs": "setInterval(() => {}, 9e6);\nawait new Promise(() => {});",
  });
  const { code, stderr } = await run(["check", "app.mjs", "--boot-timeout", "2s"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain("not ready within 2 s");
});

test("a server adapter that does not exist is found, and --json says all of it", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const args = ["check", "app.mjs", "--json"];
  const wrong = await run([...args, "--server", "noed"], { cwd });
  expect(wrong.code).toBe(1);
  const { ok, problems } = JSON.parse(wrong.stdout);
  expect([ok, problems]).toMatchObject([false, [{ hint: expect.stringContaining("node") }]]);
  const right = await run(args, { cwd });
  expect(JSON.parse(right.stdout)).toMatchObject({
    ok: true,
    app: { file: join(cwd, "app.mjs") },
    problems: [],
  });
});
