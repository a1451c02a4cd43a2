import { readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { createProject, eventually, get, run, serve, writeFiles } from "./landfall-process.ts";

const onFreePort = ["--listen", "127.0.0.1:0"];

/** In TypeScript that type stripping could not do, so that it shows which loader took it. */
const labelled = (version: string): string => `
  import { node, type ServerAdapter } from "landfall/server";
  console.error("loaded");
  enum Version { Current = "${version}" }
  interface Labels { readonly label: string }
  export const labelled: ServerAdapter<"labelled", Labels> = {
    name: "labelled",
    summary: "node with a label on every answer",
    accepts: ["tcp", "unix", "descriptor"],
    hasNodePair: true,
    options: {
      known: { label: "What stands before every answer." },
      parse: ({ label = "none" }) => {
        if (label === "") throw new Error("label: expected some text");
        return { label };
      },
    },
    start: (handler, listeners, options) => {
      const label = options.custom?.label;
      const serve: typeof handler = async (request, context) => {
        const answer = await handler(request, context);
        return new Response([Version.Current, label, await answer.text()].join(" "));
      };
      return node.start(serve, listeners, options);
    },
  };
`;

const app = `export default (request, context) => new Response(\`worker \${context.worker} \${process.pid}\`);`;

/** A project in which `landfall` is installed. */
function createSite(files: Readonly<Record<string, string>> = {}): string {
  const cwd = createProject({ "package.json": '{ "type": "module" }', "app.mjs": app, ...files });
  writeFiles(cwd, { "node_modules/.keep": "" });
  symlinkSync(resolve(import.meta.dirname, "../.."), join(cwd, "node_modules/landfall"));
  return cwd;
}

function refused(cwd: string, args: readonly string[]) {
  return run(["serve", "app.mjs", "--workers", "1", ...onFreePort, ...args], { cwd });
}

describe("a server of the project's own", () => {
  test("[A5] in TypeScript serves from two workers with its options, and a reload takes its new version", async () => {
    const cwd = createSite({ "servers/mine.ts": labelled("one") });
    const name = "./servers/mine.ts#labelled";
    const options = ["--server", name, "--server-option", "label=a, b=c", "--workers", "2"];
    const master = await serve(cwd, ["app.mjs", ...options, ...onFreePort]);
    expect(master.stderr).toContain("server labelled (servers/mine.ts#labelled)");
    expect(master.stderr).toContain(`with 2 workers on server ${name}`);
    // Not in the master, whose own words have no prefix.
    expect(master.stderr.match(/^.*loaded$/gm)?.toSorted()).toEqual(["[0] loaded", "[1] loaded"]);
    const url = await master.url();
    const seen = new Set<string>();
    await eventually(async () => {
      seen.add(/^one a, b=c worker (\d) \d+$/.exec(await get(url))?.[1] ?? "wrong");
      return seen.size === 2 || undefined;
    }, "an answer of both workers");
    expect([...seen].toSorted()).toEqual(["0", "1"]);

    writeFiles(cwd, { "servers/mine.ts": labelled("two") });
    expect((await run(["reload"], { cwd })).code).toBe(0);
    expect(await get(url)).toMatch(/^two a, b=c worker/);

    writeFiles(cwd, { "servers/mine.ts": "export const labelled = { name: 'labelled' };" });
    const failed = await run(["reload"], { cwd });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(
      "generation 2 serves on: servers/mine.ts#labelled is no server adapter: summary is no text",
    );
    expect(await get(url)).toMatch(/^two a, b=c worker/);
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
  });

  test("[A5] takes its options from the environment, and refuses a wrong value in its own words", async () => {
    const cwd = createSite({ "mine.ts": labelled("one") });
    const env = { LANDFALL_SERVER: "./mine.ts#labelled", LANDFALL_SERVER_OPTION: "label=x" };
    const args = ["app.mjs", "--workers", "1", ...onFreePort];
    const master = await serve(cwd, args, { env });
    expect(await get(await master.url())).toMatch(/^one x worker 0/);
    await master.kill();

    const server = ["--server", "./mine.ts#labelled", "--server-option"];
    const stripped = await refused(cwd, [...server.slice(0, 2), "--strip-types"]);
    expect([stripped.code, stripped.stderr]).toEqual([
      1,
      expect.stringMatching(/mine\.ts.*enum|enum.*mine\.ts/),
    ]);
    const wrong = await refused(cwd, [...server, "label="]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("options of server labelled: label: expected some text\n");
    const stranger = await refused(cwd, [...server, "lable=x"]);
    expect(stranger.code).toBe(2);
    expect(stranger.stderr).toContain('server labelled has no option "lable"\n');
    expect(stranger.stderr).toContain("hint: Did you mean label? It has label.\n");
  });

  test("[A5] that is no adapter is refused in one line that says what is missing", async () => {
    const cwd = createSite({
      "empty.ts": "export {};",
      "half.ts": `export const half = { name: "half", accepts: ["tcp", "tcp6"], start() {} };`,
      "deaf.ts": `export const deaf = { name: "deaf", summary: "x", accepts: ["tcp"], start() {} };`,
      "syntax.ts": "export const broken = {\n  name: 'broken' summary };",
      "throws.ts": "\nthrow new Error('no such library');",
      "needs.ts": `import "not-installed";`,
      "factory.ts": `export default () => ({ name: "made" });`,
      "fails.ts": `export const fails = { name: "fails", summary: "x", accepts: ["descriptor"],\n  start() { throw new Error("no luck"); } };`,
      "nothing.ts": `export const nothing = { name: "nothing", summary: "x", accepts: ["descriptor"], start() {} };`,
    });
    const cases: readonly (readonly [string, number, string])[] = [
      [
        "./half.ts#half",
        1,
        'half.ts#half is no server adapter: summary is no text, accepts is no list of "tcp", "unix", "descriptor"\n',
      ],
      ["./half.ts#hlaf", 2, "half.ts has no export hlaf; it exports half\n"],
      [
        "./empty.ts",
        2,
        "empty.ts has no default export; it exports nothing\n  hint: Export the adapter: export const server: ServerAdapter = { … }\n",
      ],
      ["./deaf.ts#deaf", 2, "server deaf cannot take a socket from a master\n"],
      ["./syntax.ts#broken", 1, "(syntax.ts:2:18)\n"],
      ["./throws.ts#x", 1, "cannot load throws.ts: no such library (throws.ts:2:7)\n"],
      [
        "./needs.ts#x",
        1,
        'package "not-installed" is not installed (needs.ts:1:8)\n  hint: Install it: npm install not-installed\n',
      ],
      ["./factory.ts", 1, "If it makes the adapter, call it: ./file.ts#make()\n"],
      [
        "./factory.ts#default()",
        1,
        "factory.ts#default() is no server adapter: summary is no text",
      ],
      ["./fails.ts#fails", 1, "server fails failed to start: no luck (fails.ts:2:19)\n"],
      [
        "./nothing.ts#nothing",
        1,
        "start() returned no running server: it lacks activity(), drain(), close()",
      ],
      ["./hafl.ts", 2, 'there is no file and no package "./hafl.ts"'],
      ["./hafl.ts", 2, "hint: Did you mean half.ts?\n"],
      ["./half.ts#not-a-name", 2, 'cannot read the name "./half.ts#not-a-name"'],
    ];
    const outcomes = [];
    for (const [server] of cases) outcomes.push(await refused(cwd, ["--server", server]));
    for (const [index, [server, code, text]] of cases.entries()) {
      const { stderr, code: ended } = outcomes[index]!;
      expect(stderr, server).toContain(text);
      expect([server, ended]).toEqual([server, code]);
      expect(stderr.match(/^ +hint: /gm), stderr).toHaveLength(1);
    }
  }, 60_000);

  test("[A7] that needs a package gets it from the project, or says how to install it", async () => {
    const mine = `
      import { node, type ServerAdapter } from "landfall/server";
      export const greeter: ServerAdapter = {
        ...node, name: "greeter", summary: "x", package: "planted-greeting",
        start: (handler, listeners, options) =>
          node.start(() => new Response(String(options.package?.["greeting"])), listeners, options),
      };
    `;
    const cwd = createSite({ "mine.ts": mine });
    const server = ["--server", "./mine.ts#greeter"];
    const absent = await refused(cwd, server);
    expect(absent.code).toBe(1);
    expect(absent.stderr).toContain(
      'server greeter needs the package "planted-greeting", which is not installed here\n' +
        "  hint: Install it: npm install planted-greeting\n",
    );
    const folder = "node_modules/planted-greeting";
    writeFiles(cwd, {
      [`${folder}/package.json`]: '{ "name": "planted-greeting", "main": "index.js" }',
      [`${folder}/index.js`]: "throw new Error('built for another processor');",
    });
    const broken = await refused(cwd, server);
    expect(broken.stderr).toContain(
      'cannot load its package "planted-greeting": built for another processor\n',
    );
    writeFiles(cwd, { [`${folder}/index.js`]: "exports.greeting = 'good day';" });
    const master = await serve(cwd, ["app.mjs", "--workers", "1", ...onFreePort, ...server]);
    expect(await get(await master.url())).toBe("good day");
  });
});

test("[A5] the adapter of docs/servers.md runs as it is written", async () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../docs/servers.md"), "utf8");
  const example = /^```ts\n([^]*?)^```$/m.exec(page)?.[1] ?? "";
  const cwd = createSite({ "server.ts": example });
  const server = ["--server", "./server.ts#signed", "--server-option", "header=x-served-by"];
  const master = await serve(cwd, ["app.mjs", "--workers", "1", ...onFreePort, ...server]);
  const answer = await fetch(await master.url());
  expect(answer.headers.get("x-served-by")).toBe("0");
  await master.kill();
  const wrong = await refused(cwd, [...server.slice(0, 3), "header=x y"]);
  expect(wrong.stderr).toContain('header: expected a field name, got "x y"');
});

describe("server adapters by name", () => {
  test("[A7] auto says in the log what it took and why", async () => {
    const cwd = createSite();
    const master = await serve(cwd, ["app.mjs", "--workers", "1", ...onFreePort]);
    expect(master.stderr).toContain("server node (auto: runs every app)");
  });

  test("[A5] a wrong name or option is refused before anything listens, with the nearest name", async () => {
    const cwd = createSite();
    const name = await refused(cwd, ["--server", "noed"]);
    expect([name.code, name.stderr]).toEqual([2, expect.stringContaining("Did you mean node?")]);
    for (const server of ["node", "auto"]) {
      const option = await refused(cwd, ["--server", server, "--server-option", "cork=1"]);
      expect(option.code).toBe(2);
      expect(option.stderr).toContain(
        'server node has no option "cork"\n  hint: It has no options of its own',
      );
    }
    const text = await refused(cwd, ["--server-option", "cork"]);
    expect([text.code, text.stderr]).toEqual([
      2,
      expect.stringContaining('--server-option: expected name=value, got "cork"'),
    ]);
  });

  test("[A6] `servers` lists each with what it is for, and what auto takes", async () => {
    const cwd = createProject({});
    const { code, stdout, stderr } = await run(["servers"], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^server +available +package +accepts +what it is for\n/);
    expect(stdout).toMatch(/^node +yes +- +tcp, unix, descriptor +Node's own HTTP server/m);
    expect(stdout).toMatch(/\nauto takes node for a fetch handler: runs every app\n$/);
    const json = await run(["servers", "--json"], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject({
      servers: [{ name: "node", available: true, accepts: ["tcp", "unix", "descriptor"] }],
      auto: { server: "node" },
    });
  });
});
