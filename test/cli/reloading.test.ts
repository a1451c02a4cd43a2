import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  createProject,
  get,
  LandfallProcess,
  plainApp,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";

const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

test("a reload that failed exits 1, whatever the app's own code, and --json says why on stdout", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const master = await serve(cwd, alone);
  rmSync(join(cwd, "app.mjs"));
  const { code, stdout, stderr } = await run(["reload", "--json"], { cwd });
  expect(code).toBe(1);
  const outcome = { kind: "failed", generation: 2, problem: { exitCode: 2 } };
  expect(JSON.parse(stdout)).toMatchObject(outcome);
  expect(stderr).toMatch(/^landfall: .*app\.mjs.*\n {2}hint: .*\n$/);
  await master.says("reload failed, generation 1 serves on");
});

test("`reload` returns when the new version serves, with --wait-drained when the old one has gone", async () => {
  const app = `
    import { existsSync } from "node:fs";
    export default async () => {
      console.error("began");
      while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 10));
      return new Response("whole");
    };
  `;
  const cwd = createProject({ "app.mjs": app });
  const master = await serve(cwd, alone);
  const answer = get(await master.url());
  await master.says("began");
  const waiting = new LandfallProcess(["reload", "--wait-drained"], { cwd });
  await master.says("generation 2 serves");
  const { stdout } = await run(["reload"], { cwd });
  expect(stdout).toMatch(/^reloaded: generation 3 serves after \d+ ms\n$/);
  expect(waiting.stdout).toBe("");
  writeFiles(cwd, { go: "" });
  expect(await answer).toBe("whole");
  expect(await waiting.ended).toBe(0);
  expect(waiting.stdout).toMatch(/^reloaded: generation 2 serves after \d+ ms\n$/);
});
