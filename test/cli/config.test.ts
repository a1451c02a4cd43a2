import { expect, test } from "vitest";
import { createProject, run } from "./landfall-process.ts";

const files = {
  ".env": "# variables\nLANDFALL_BACKLOG=77\n",
  "landfall.config.ts": `import type { LandfallConfig } from "landfall";

export default {
  port: 8081,
  gracefulTimeout: "5s",
  serverOption: ["password=hunter2"],
} satisfies LandfallConfig;
`,
};

test("[A10] config shows each setting with its value and its source", async () => {
  const cwd = createProject(files);
  const args = ["config", "--workers", "3", "-C", "maxHeaders=9", "--changed"];
  const { code, stdout, stderr } = await run(args, { cwd, env: { HOST: "::1" } });
  expect([code, stderr]).toEqual([0, ""]);
  const rows = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().split(/\s{2,}/));
  expect(rows).toEqual([
    ["setting", "value", "from"],
    ["host", "::1", "HOST"],
    ["port", "8081", "landfall.config.ts:4 port"],
    ["workers", "3", "--workers"],
    ["gracefulTimeout", "5s", "landfall.config.ts:5 gracefulTimeout"],
    ["serverOption", "password=[secret]", "landfall.config.ts:6 serverOption"],
    ["backlog", "77", ".env:2 LANDFALL_BACKLOG"],
    ["maxHeaders", "9", "-C maxHeaders"],
  ]);
});

test("config NAME shows one, --json says it for machines, secrets stay out of both", async () => {
  const cwd = createProject(files);
  const one = await run(["config", "port"], { cwd });
  expect(one.stdout).toContain("8081");
  expect(one.stdout).not.toContain("host");
  const { stdout } = await run(["config", "--json"], { cwd, env: { NODE_ENV: "" } });
  expect(JSON.parse(stdout)).toMatchObject({
    environment: "production",
    files: ["landfall.config.ts"],
    problems: [],
    settings: {
      port: {
        value: 8081,
        text: "8081",
        origin: { kind: "file", path: "landfall.config.ts", line: 4, key: "port" },
      },
      gracefulTimeout: { value: 5_000, text: "5s" },
      host: { value: "127.0.0.1", origin: { kind: "default" } },
    },
  });
  expect(one.stdout + stdout).not.toContain("hunter2");
});

test("a name that no setting has is refused with the nearest one, and exit code 2", async () => {
  const { code, stderr } = await run(["config", "prot"], { cwd: createProject({}) });
  expect(code).toBe(2);
  expect(stderr).toContain("Did you mean port?");
});

test("with something wrong it still shows the rest, says what, and exits with 2", async () => {
  const cwd = createProject({ "landfall.config.json": '{\n "prot": 1,\n "backlog": 5 }' });
  const { code, stdout, stderr } = await run(["config", "--changed"], { cwd });
  expect(code).toBe(2);
  expect(stdout).toContain("landfall.config.json:3 backlog");
  expect(stderr).toContain('landfall.config.json:2: there is no setting "prot"');
  const json = await run(["config", "--json"], { cwd });
  expect(JSON.parse(json.stdout).problems).toMatchObject([{ code: "SETTING_UNKNOWN" }]);
});

test("a flag that does not exist is refused with the nearest one", async () => {
  const { code, stderr } = await run(["serve", "--prot", "1"], { cwd: createProject({}) });
  expect(code).toBe(2);
  expect(stderr).toContain("--port");
});

test("--folder names another project", async () => {
  const folder = createProject(files);
  const { stdout } = await run(["config", "--folder", folder, "port"], { cwd: createProject({}) });
  expect(stdout).toContain("landfall.config.ts:4 port");
});
