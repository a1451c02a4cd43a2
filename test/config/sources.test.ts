import { expect, test } from "vitest";
import {
  explainSettings,
  formatOrigin,
  type LoadedConfig,
  settingsTable,
} from "../../src/config/index.ts";
import { load } from "./project.ts";

/** Where every setting that is no default came from. */
const sourcesOf = ({ origins }: LoadedConfig): Record<string, string> =>
  Object.fromEntries(
    Object.entries(origins)
      .filter(([, origin]) => origin.kind !== "default")
      .map(([key, origin]) => [key, formatOrigin(origin)]),
  );

const everySource = {
  flags: { port: "1", config: ["base.json", "more.ts"], param: ["backlog=5", "port=5"] },
  env: { LANDFALL_WORKERS: "3", HOST: "::", LANDFALL_PORT: "2", WEB_CONCURRENCY: "9" },
  files: {
    ".env":
      "# the project's\nLANDFALL_MAX_BODY=1mb\nLANDFALL_WORKERS=7\nLANDFALL_HEADER_TIMEOUT=1s\n",
    ".env.production": "LANDFALL_HEADER_TIMEOUT=2s\nLANDFALL_MAX_HEADERS=12\n",
    ".env.local": "LANDFALL_HEADER_TIMEOUT=3s\n",
    "base.json": `{
  "port": 4, "host": "0.0.0.0", "maxBody": "9mb",
  "gracefulTimeout": "4s", "bootTimeout": "4s",
  "shutdownDelay": "4s"
}`,
    "more.ts": `const shutdownDelay: string = "7s";
export default {
  bootTimeout: "5s",
  shutdownDelay,
  quiet: true,
  environments: {
    production: {
      bootTimeout: "6s", // the live site
      lingerTimeout: "6s",
    },
    staging: { lingerTimeout: "8s" },
  },
};
`,
  },
} as const;

test("[A10] of a deployment that uses every source, each value says the right one", async () => {
  const loaded = await load(everySource);
  expect(loaded.problems).toEqual([]);
  expect(sourcesOf(loaded)).toEqual({
    port: "--port",
    backlog: "-C backlog",
    workers: "LANDFALL_WORKERS",
    host: "HOST",
    maxBody: ".env:2 LANDFALL_MAX_BODY",
    maxHeaders: ".env.production:2 LANDFALL_MAX_HEADERS",
    headerTimeout: ".env.local:1 LANDFALL_HEADER_TIMEOUT",
    gracefulTimeout: "base.json:3 gracefulTimeout",
    bootTimeout: "more.ts:8 environments.production.bootTimeout",
    shutdownDelay: "more.ts:4 shutdownDelay",
    quiet: "more.ts:5 quiet",
    lingerTimeout: "more.ts:9 environments.production.lingerTimeout",
  });
  expect(loaded.settings).toMatchObject({
    port: 1,
    backlog: 5,
    workers: 3,
    host: "::",
    maxBody: 1_048_576,
    maxHeaders: 12,
    headerTimeout: 3_000,
    gracefulTimeout: 4_000,
    bootTimeout: 6_000,
    shutdownDelay: 7_000,
    quiet: true,
    lingerTimeout: 6_000,
    keepAliveTimeout: 65_000,
  });
});

test("[A10] flag beats -C beats variable beats .env beats file beats default", async () => {
  const sources = [
    { name: "--port", call: { flags: { port: "1" } } },
    { name: "-C port", call: { flags: { param: ["port=2"] } } },
    { name: "LANDFALL_PORT", call: { env: { LANDFALL_PORT: "3" } } },
    { name: ".env:1 LANDFALL_PORT", call: { files: { ".env": "LANDFALL_PORT=4" } } },
    {
      name: "landfall.config.json:1 port",
      call: { files: { "landfall.config.json": '{"port":5}' } },
    },
  ];
  for (const [index, { name }] of sources.entries()) {
    const weaker = sources.slice(index).map(({ call }) => call);
    const call = {
      flags: Object.assign({}, ...weaker.map((part) => ("flags" in part ? part.flags : {}))),
      env: Object.assign({}, ...weaker.map((part) => ("env" in part ? part.env : {}))),
      files: Object.assign({}, ...weaker.map((part) => ("files" in part ? part.files : {}))),
    };
    const { settings, origins } = await load(call);
    expect([settings.port, formatOrigin(origins.port)]).toEqual([index + 1, name]);
  }
  expect((await load({})).origins.port).toEqual({ kind: "default" });
});

test("the environment is --environment, else NODE_ENV, else production", async () => {
  const files = {
    ".env.staging": "LANDFALL_BACKLOG=1",
    ".env.production": "LANDFALL_BACKLOG=2",
    "landfall.config.json": JSON.stringify({
      environments: { staging: { maxHeaders: 1 }, production: { maxHeaders: 2 } },
    }),
  };
  const read = async (call: object) => {
    const { environment, settings } = await load({ files, ...call });
    return [environment, settings.backlog, settings.maxHeaders];
  };
  expect(await read({})).toEqual(["production", 2, 2]);
  expect(await read({ env: { NODE_ENV: "staging" } })).toEqual(["staging", 1, 1]);
  expect(await read({ env: { NODE_ENV: "elsewhere" } })).toEqual(["elsewhere", 511, 100]);
  const both = { env: { NODE_ENV: "elsewhere" }, flags: { environment: "staging" } };
  expect(await read(both)).toEqual(["staging", 1, 1]);
});

test("the .env files of this machine are left out in the environment test", async () => {
  const files = { ".env": "A=all", ".env.test": "B=test", ".env.local": "A=mine\nC=mine" };
  const { env } = await load({ files, flags: { environment: "test" } });
  expect(env).toMatchObject({ A: "all", B: "test" });
  expect(env).not.toHaveProperty("C");
});

test(".env files become the app's environment, without overriding what is set", async () => {
  const files = { ".env": "A=file\nB=file\nC=file" };
  const { env } = await load({ files, env: { A: "own", B: "" } });
  expect(env).toMatchObject({ A: "own", B: "", C: "file" });
});

test("--env-file names other files, of which later ones win; --no-env-files reads none", async () => {
  const files = { ".env": "A=usual", "one.env": "A=1\nB=1", "two.env": "A=2" };
  const named = await load({ files, flags: { envFile: ["one.env", "two.env"] } });
  expect(named.env).toMatchObject({ A: "2", B: "1" });
  expect((await load({ files, flags: { envFiles: false } })).env).not.toHaveProperty("A");
});

test("a configuration file sees the variables of .env files, and is told the environment", async () => {
  const { settings } = await load({
    files: {
      ".env": "LIMIT=17",
      "landfall.config.mjs":
        'export default async ({ environment }) => ({ maxHeaders: process.env.LIMIT, basePath: "/" + environment });',
    },
    flags: { environment: "live" },
  });
  expect(settings).toMatchObject({ maxHeaders: 17, basePath: "/live" });
});

test.each([
  ["ts", "const port: number = 7; export default { port } satisfies { port: number };"],
  ["mts", "export default { port: 7 as const };"],
  ["js", "module.exports = { port: 7 };"],
  ["mjs", "export default Promise.resolve({ port: 7 });"],
  ["cjs", "module.exports = () => ({ port: 7 });"],
  ["json", '\uFEFF{ "$schema": "./schema.json", "port": 7 }'],
])("a file landfall.config.%s is found and read", async (extension, text) => {
  const { settings, problems, files } = await load({
    files: { [`landfall.config.${extension}`]: text },
  });
  expect(problems).toEqual([]);
  expect([settings.port, files]).toEqual([7, [`landfall.config.${extension}`]]);
});

test("[A14] a file gives several listeners as texts and objects", async () => {
  const listen = [
    "127.0.0.1:1",
    { port: 2 },
    { host: "::1", port: 3 },
    { unix: "/run/app.sock" },
    "unix:b.sock",
  ];
  const { settings, problems } = await load({
    files: { "landfall.config.json": JSON.stringify({ listen }) },
  });
  expect(problems).toEqual([]);
  expect(settings.listen).toEqual([
    { kind: "tcp", host: "127.0.0.1", port: 1 },
    { kind: "tcp", host: "127.0.0.1", port: 2 },
    { kind: "tcp", host: "::1", port: 3 },
    { kind: "unix", path: "/run/app.sock" },
    { kind: "unix", path: "b.sock" },
  ]);
});

test("a list of one needs no brackets in a file", async () => {
  const { settings } = await load({
    files: { "landfall.config.json": '{ "listen": "81", "unix": "a" }' },
  });
  expect(settings.unix).toEqual(["a"]);
  expect(settings.listen).toEqual([{ kind: "tcp", host: "127.0.0.1", port: 81 }]);
});

test("a list in a variable is separated by commas; a JSON array may hold commas in its items", async () => {
  const plain = await load({ env: { LANDFALL_UNIX: "a, b", LANDFALL_LISTEN: "[::1]:80,81" } });
  expect(plain.settings.unix).toEqual(["a", "b"]);
  expect(plain.settings.listen).toHaveLength(2);
  const array = await load({ env: { LANDFALL_SERVER_OPTION: '["a=1,2", "b=3"]' } });
  expect(array.settings.serverOption).toEqual([
    { name: "a", value: "1,2" },
    { name: "b", value: "3" },
  ]);
});

test("-C without a value turns a switch on; those of a list add up; otherwise the last one wins", async () => {
  const param = ["quiet", "unix=a", "unix=b,c", "port=1", "port=2"];
  const { settings } = await load({ flags: { param } });
  expect(settings).toMatchObject({ quiet: true, unix: ["a", "b", "c"], port: 2 });
});

test("LANDFALL_PARAM stands for -C, and says so", async () => {
  const { settings, origins } = await load({ env: { LANDFALL_PARAM: "port=3,quiet", PORT: "4" } });
  expect(settings).toMatchObject({ port: 3, quiet: true });
  expect(formatOrigin(origins.port)).toBe("LANDFALL_PARAM port");
});

test("a syntax error quotes nothing of the file, which may hold a secret", async () => {
  const text = '{ "a": "hunter2" "b": hunter2 }';
  for (const broken of [text, "hunter2", `{"a":hunter2}`, `${" ".repeat(99)}{ "hunter2 }`]) {
    const { problems } = await load({ files: { "landfall.config.json": broken } });
    expect(problems).toMatchObject([{ code: "CONFIG_SYNTAX" }]);
    expect(problems[0]?.message).not.toContain("hunter");
  }
});

test("--no-… beats a switch that a file turns on", async () => {
  const files = { "landfall.config.json": '{ "quiet": true }' };
  expect((await load({ files, flags: { quiet: false } })).settings.quiet).toBe(false);
  expect((await load({ files, env: { LANDFALL_QUIET: "off" } })).settings.quiet).toBe(false);
});

test("what Kubernetes sets for a service called landfall is no setting", async () => {
  const env = {
    LANDFALL_PORT: "tcp://10.0.0.1:80",
    LANDFALL_SERVICE_HOST: "10.0.0.1",
    LANDFALL_SERVICE_PORT_HTTP: "80",
    LANDFALL_PORT_80_TCP_ADDR: "10.0.0.1",
    PORT: "5000",
  };
  const { settings, problems } = await load({ env });
  expect(problems).toEqual([]);
  expect(settings.port).toBe(5000);
});

test("everything that is wrong is reported, not only the first thing", async () => {
  const { problems } = await load({
    flags: { port: "x", param: ["prot=1"] },
    env: { LANDFALL_WROKERS: "2" },
    files: { ".env": "LANDFALL_BACKLOG=none", "landfall.config.json": '{ "hots": 1, "host": 2 }' },
  });
  expect(problems.map(({ message }) => message.split(":")[0]).toSorted()).toEqual(
    [
      "--port",
      "-C",
      "environment",
      ".env",
      "landfall.config.json",
      "landfall.config.json",
    ].toSorted(),
  );
});

test("the app comes from the command line, else from LANDFALL_APP", async () => {
  const env = { LANDFALL_APP: "from-variable.ts" };
  expect((await load({ env })).boot.settings.app).toBe("from-variable.ts");
  expect((await load({ env, app: "typed.ts" })).boot.settings.app).toBe("typed.ts");
  // As systemd does with EnvironmentFile=.env.
  const same = await load({ env, files: { ".env": "LANDFALL_APP=from-variable.ts" } });
  expect([same.boot.settings.app, same.problems]).toEqual(["from-variable.ts", []]);
});

test("secrets are redacted wherever settings are shown, references are not", async () => {
  const loaded = await load({
    flags: {
      serverOption: ["password=hunter2, and more", "apiKey=hunter2", "token=env:TOKEN", "size=5"],
    },
  });
  const facts = explainSettings(settingsTable, loaded).find(({ name }) => name === "serverOption");
  expect(JSON.stringify(facts)).not.toContain("hunter2");
  expect(facts?.text).toBe("password=[secret], apiKey=[secret], token=env:TOKEN, size=5");
  const wrong = await load({
    flags: { listen: ["http://user:hunter2@host"], param: ["token=hunter2"] },
  });
  const words = wrong.problems.map(({ message, hint }) => message + hint).join();
  expect(wrong.problems).toHaveLength(2);
  expect(words).not.toContain("hunter2");
});
