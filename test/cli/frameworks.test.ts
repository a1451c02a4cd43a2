import { copyFileSync, existsSync, realpathSync, symlinkSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { Client, requestHead } from "../../src/laws/server/client.ts";
import { createProject, get, type LandfallProcess, run, serve } from "./landfall-process.ts";

const examples = resolve(import.meta.dirname, "../../examples/frameworks");
const onFreePort = ["--workers", "2", "--listen", "127.0.0.1:0"];

/** A project with one of the examples in it, and everything installed. */
function createExample(file: string): string {
  const cwd = createProject({ "package.json": '{ "type": "module" }' });
  symlinkSync(realpathSync("node_modules"), join(cwd, "node_modules"));
  copyFileSync(join(examples, file), join(cwd, basename(file)));
  const tsconfig = join(examples, file, "../tsconfig.json");
  if (existsSync(tsconfig)) copyFileSync(tsconfig, join(cwd, "tsconfig.json"));
  return cwd;
}

function createProgram(program: string): string {
  return createProject({ "package.json": '{ "type": "module" }', "app.js": program });
}

async function connect(master: LandfallProcess): Promise<Client> {
  const { hostname: host, port } = new URL(await master.url());
  return Client.open({ kind: "tcp", host, port: Number(port) });
}

function post(length: number): string {
  const lines = ["Content-Type: text/plain", `Content-Length: ${length}`];
  return requestHead("POST", "/echo", lines);
}

/** Asks without pause until `work` is done; returns who answered. */
async function askDuring(url: string, work: Promise<unknown>): Promise<Set<string>> {
  const seen = new Set<string>();
  let isOver = false;
  const done = work.finally(() => (isOver = true));
  while (!isOver) seen.add(await get(url));
  await done;
  return seen;
}

const frameworks = [
  ["express.ts", "Express", "the default export of express.ts is an Express app"],
  ["koa.ts", "Koa", "the default export of koa.ts is a Koa app"],
  ["fastify.ts", "Fastify", "the default export of fastify.ts is a Fastify instance"],
  ["h3.ts", "h3", "the default export of h3.ts is an h3 app"],
  ["nest/app.ts", "Nest", "app.ts listens by itself on 3000"],
  ["listens-by-itself.ts", "node:http", "listens-by-itself.ts listens by itself on 3000"],
] as const;

describe("landfall serve with an app of a framework", () => {
  test.each(frameworks)(
    "[A9] %s: two workers, bodies, a reload under requests, a drain that closes its connections",
    { timeout: 60_000 },
    async (file, name, reason) => {
      const cwd = createExample(file);
      const master = await serve(cwd, [basename(file), ...onFreePort]);
      expect(master.stderr).toContain(reason);
      const url = await master.url();
      using client = await connect(master);
      const kept = await (client.send(`${post(3)}abc`), client.answer());
      expect([kept.body, kept.head.values("connection")]).toEqual(["abc", ["keep-alive"]]);

      const reload = run(["reload"], { cwd });
      const answers = await askDuring(url, reload);
      expect((await reload).code).toBe(0);
      for (const answer of answers) expect(answer).toMatch(`hello from ${name}, process `);

      using slow = await connect(master);
      slow.send(`${post(6)}abc`);
      using other = await connect(master);
      await other.ask("GET", "/");
      master.signal("SIGTERM");
      await other.ended();
      slow.send("def");
      const { body, head } = await slow.answer();
      expect([body, head.values("connection")]).toEqual(["abcdef", ["close"]]);
      expect(await master.ended).toBe(0);
      expect(master.stderr).not.toMatch(/failed|request [\da-f-]{36}/);
    },
  );
});

describe("landfall serve with a module that listens by itself", () => {
  test("[A9] its own signal handlers wait for the last request, also on a Ctrl-C", async () => {
    const cwd = createExample("listens-by-itself.ts");
    const master = await serve(cwd, ["listens-by-itself.ts", ...onFreePort]);
    const pid = Number(/process (\d+)/.exec(await get(await master.url()))?.[1]);
    for (const name of ["SIGINT", "SIGHUP", "SIGQUIT"] as const) process.kill(pid, name);
    using client = await connect(master);
    client.send(`${post(2)}a`);
    master.signal("SIGINT");
    client.send("b");
    expect((await client.answer()).body).toBe("ab");
    expect(await master.ended).toBe(0);
    expect(master.stderr.match(/closed by its own handler/g)).toHaveLength(2);
    expect(master.stderr).not.toMatch(/worker .* (?:died|exited)/);
  });

  test("[A9] a module that neither exports an app nor listens is refused soon", async () => {
    const cwd = createProgram("setTimeout(() => {}, 200);");
    const begin = performance.now();
    const { code, stderr } = await run(["serve", "app.js", ...onFreePort], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining("app.js has no default export")]);
    expect(performance.now() - begin).toBeLessThan(8_000);
  });

  test("[A9] a second server is opened and said, an https server is neither", async () => {
    const cwd = createProgram(`
      import http from "node:http";
      import https from "node:https";
      http.createServer((req, res) => res.end("first")).listen(3000);
      http.createServer((req, res) => res.end("second")).listen(0, "127.0.0.1");
      https.createServer().listen(3443);
    `);
    const master = await serve(cwd, ["app.js", "--workers", "1", "--listen", "127.0.0.1:0"]);
    expect(await get(await master.url())).toBe("first");
    await master.says("listens by itself on any free port, too");
    await master.says("https server on 3443 was not opened");
  });

  test("[A9] on a unix socket it believes to listen there", async () => {
    const cwd = createProgram(`
      import http from "node:http";
      const server = http.createServer((req, res) => res.end(JSON.stringify(server.address())));
      server.listen(3000);
    `);
    const socketPath = join(cwd, "app.sock");
    await serve(cwd, ["app.js", "--workers", "1", "--unix", socketPath]);
    expect(JSON.parse(await get("http://site/", { socketPath }))).toBe(socketPath);
  });
});
