import { expect, test } from "vitest";
import { createProject, get, run, serve, writeFiles } from "./landfall-process.ts";

const app = `export default {
  fetch: () => Response.json({ greeting: process.env.GREETING ?? "", set: process.env.SET }),
};`;
const config = (values: object) => ({ "landfall.config.json": JSON.stringify(values) });

test("a reload reads configuration and .env files again; what is set outside stays", async () => {
  const cwd = createProject({
    "app.mjs": app,
    ".env": "GREETING=one\nSET=file",
    ...config({ port: 0, workers: 1, maxHeaders: 50 }),
  });
  const server = await serve(cwd, ["app.mjs"], { env: { SET: "outside" } });
  const url = await server.url();
  const headers = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x-${i}`, "1"]));
  expect(JSON.parse(await get(url, { headers }))).toEqual({ greeting: "one", set: "outside" });
  writeFiles(cwd, { ".env": "GREETING=two\nSET=file", ...config({ port: 0, maxHeaders: 10 }) });
  const reload = await run(["reload"], { cwd });
  expect(reload.code).toBe(0);
  expect(JSON.parse(await get(url))).toEqual({ greeting: "two", set: "outside" });
  expect(await get(url, { headers })).not.toContain("greeting");
});

test("what cannot change while the master runs is kept, and reload and log say so", async () => {
  const cwd = createProject({ "app.mjs": app, ...config({ port: 0, workers: 1 }) });
  const server = await serve(cwd, ["app.mjs"]);
  const url = await server.url();
  writeFiles(cwd, config({ port: 1, workers: 1, control: "other.sock" }));
  const reload = await run(["reload", "--control", ".landfall/control.sock"], { cwd });
  expect(reload.code).toBe(0);
  const sentence = "port stays 0 until a restart; it is to become 1 (landfall.config.json:1 port)";
  expect(reload.stderr).toContain(`warning: ${sentence}`);
  expect(reload.stderr).toContain("control stays empty until a restart");
  expect(server.stderr).toContain(sentence);
  expect(await get(url)).toContain("greeting");
});

test("a configuration that is wrong fails the reload with its line, and the old version serves on", async () => {
  const cwd = createProject({ "app.mjs": app, ...config({ port: 0, workers: 1 }) });
  const server = await serve(cwd, ["app.mjs"]);
  const url = await server.url();
  writeFiles(cwd, { "landfall.config.json": '{\n"port": 0,\n"prot": 1 }' });
  const reload = await run(["reload"], { cwd });
  expect(reload.code).toBe(1);
  expect(reload.stderr).toContain('landfall.config.json:3: there is no setting "prot"');
  expect(reload.stderr).toContain("generation 1 serves on");
  expect(await get(url)).toContain("greeting");
  writeFiles(cwd, { "landfall.config.json": "{" });
  const status = await run(["status"], { cwd });
  expect([status.code, status.stderr]).toEqual([
    0,
    expect.stringContaining("warning: syntax error"),
  ]);
});

test("code in a configuration file is loaded anew at each reload, with what it imports", async () => {
  const cwd = createProject({
    "app.mjs": app,
    "limits.ts": "export const maxHeaders: number = 50;",
    "landfall.config.ts": `import { maxHeaders } from "./limits";
export default { port: 0, workers: 1, maxHeaders };`,
  });
  const server = await serve(cwd, ["app.mjs"]);
  const url = await server.url();
  const headers = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x-${i}`, "1"]));
  expect(await get(url, { headers })).toContain("greeting");
  writeFiles(cwd, { "limits.ts": "export const maxHeaders: number = 10;" });
  expect((await run(["reload"], { cwd })).code).toBe(0);
  expect(await get(url, { headers })).not.toContain("greeting");
});

test("commands find a master whose control socket a file names", async () => {
  const cwd = createProject({
    "app.mjs": app,
    ...config({ port: 0, workers: 1, control: "own/place.sock" }),
  });
  await serve(cwd, ["app.mjs"]);
  const status = await run(["status", "--json"], { cwd });
  expect(JSON.parse(status.stdout)).toMatchObject({ phase: "serving" });
});
