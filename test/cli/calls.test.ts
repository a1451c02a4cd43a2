import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createProject, run } from "./landfall-process.ts";

const cwd = import.meta.dirname;

test("--version is the package's version, on stdout", async () => {
  const manifest = new URL("../../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  expect(await run(["--version"], { cwd })).toEqual({
    code: 0,
    stdout: `${version}\n`,
    stderr: "",
  });
});

test("an error shows its stack only with --debug", async () => {
  const project = createProject({});
  const plain = await run(["status"], { cwd: project });
  expect([plain.code, plain.stdout]).toEqual([3, ""]);
  expect(plain.stderr).toMatch(/^landfall: nothing is running here .*\n {2}hint: .*\n$/);
  const debug = await run(["status", "--debug"], { cwd: project });
  expect(debug.stderr).toContain(plain.stderr);
  expect(debug.stderr).toMatch(/^ +at /m);
});

test("a flag beats a variable", async () => {
  const env = { LANDFALL_WORKERS: "some" };
  const { code, stderr } = await run(["serve", "--workers", "many"], { cwd, env });
  expect(code).toBe(2);
  expect(stderr).toContain('--workers: expected auto or a whole number from 1 to 1024, got "many"');
});

test("the control path may come from a variable", async () => {
  const env = { LANDFALL_CONTROL: "/nowhere/else.sock" };
  const { code, stderr } = await run(["stop"], { cwd, env });
  expect(code).toBe(3);
  expect(stderr).toContain("(looked for /nowhere/else.sock)");
});

test("a server that there is not is a wrong call, and the ones there are get named", async () => {
  const { code, stderr } = await run(["serve", "--server", "nonesuch"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^landfall: .*nonesuch.*\n {2}hint: .*node.*\n$/);
});

test("a PWD that is not the working folder is not believed", async () => {
  const project = createProject({});
  const { stderr } = await run(["status"], { cwd: project, env: { PWD: cwd } });
  expect(stderr).toContain(`(looked for ${project}/.landfall/control.sock`);
});
