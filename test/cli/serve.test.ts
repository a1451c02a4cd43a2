import { mkdirSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  ask,
  createProject,
  eventually,
  get,
  isAlive,
  LandfallProcess,
  plainApp,
  run,
  serve,
  writeFiles,
} from "./landfall-process.ts";

const onFreePort = ["--listen", "127.0.0.1:0"];

/** Answers after the client says so: `/slow` waits until the file `go` exists. */
const patientApp = `
import { existsSync } from "node:fs";
export default {
  async fetch(request) {
    if (new URL(request.url).pathname === "/slow") {
      console.error("slow began");
      while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return new Response(String(process.pid));
  },
};
`;

interface Status {
  phase: string;
  pid: number;
  generation: number;
  folder: string;
  workers: { id: number; pid: number; state: string; generation: number }[];
}

async function status(cwd: string): Promise<Status> {
  const { stdout } = await run(["status", "--json"], { cwd });
  return JSON.parse(stdout) as Status;
}

describe("listening", () => {
  test("[A1] the banner names the URL and how to stop, on stderr only", async () => {
    const master = await serve(createProject({ "app.mjs": plainApp }), ["app.mjs", ...onFreePort]);
    expect(master.stderr).toMatch(/Listening on http:\/\/127\.0\.0\.1:\d+\//);
    expect(master.stderr).toContain("Ctrl-C");
    expect(master.stdout).toBe("");
  });

  test("[A1] --quiet says nothing at all", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const master = new LandfallProcess(
      ["serve", "app.mjs", "--quiet", "--unix", join(cwd, "a.sock")],
      { cwd },
    );
    // The banner would come with this phase, before the master answers.
    const isServing = async () =>
      (await status(cwd).catch(() => undefined))?.phase === "serving" || undefined;
    await eventually(isServing, "a serving master");
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
    expect(master.stderr + master.stdout).toBe("");
  });

  test("[A1] an interrupt ends it with exit code 0", async () => {
    const master = await serve(createProject({ "app.mjs": plainApp }), ["app.mjs", ...onFreePort]);
    master.signal("SIGINT");
    expect(await master.ended).toBe(0);
  });

  test("[A2] IPv4, IPv6 and a unix socket answer at once, each on its own address", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const path = join(cwd, "app.sock");
    const listen = ["--listen", "127.0.0.1:0", "--listen", "[::1]:0", "--listen", `unix:${path}`];
    const master = await serve(cwd, ["app.mjs", ...listen, "--unix-mode", "660"]);
    const urls = [...master.stderr.matchAll(/Listening on (http:\S+)/g)].map((match) => match[1]!);
    expect(urls.map((url) => new URL(url).hostname)).toEqual(["127.0.0.1", "[::1]"]);
    for (const url of urls) expect((await ask(`${url}x`)).path).toBe("/x");
    expect((await ask("http://localhost/y", { socketPath: path })).path).toBe("/y");
    expect(statSync(path).mode & 0o777).toBe(0o660);
  });

  test("[B3] localhost is both loopbacks on one number", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const master = await serve(cwd, ["app.mjs", "--listen", "localhost:0"]);
    const port = new URL(await master.url()).port;
    expect((await ask(`http://127.0.0.1:${port}/`)).path).toBe("/");
    expect((await ask(`http://[::1]:${port}/`)).path).toBe("/");
  });

  test("[A2] a port in use is one line with a hint, and exit code 1", async () => {
    const other = net.createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as net.AddressInfo;
    const cwd = createProject({ "app.mjs": plainApp });
    const { code, stderr } = await run(["serve", "app.mjs", "--port", String(port)], { cwd });
    expect(code).toBe(1);
    expect(stderr.split("\n")).toEqual([
      `landfall: 127.0.0.1:${port} is in use by another program`,
      "  hint: Stop that program, or choose another address with --port or --listen.",
      "",
    ]);
  });

  test.runIf(process.getuid?.() === 0)(
    "[A2] a port that needs a privilege is one line with a hint, and exit code 1",
    async () => {
      const cwd = createProject({ "app.mjs": plainApp });
      const wrapper = ["setpriv", "--bounding-set", "-net_bind_service", "--"];
      const { privilegedPort } = await firstPrivilegedPort();
      const args = ["serve", "app.mjs", "--port", privilegedPort];
      const { code, stderr } = await run(args, { cwd, wrapper });
      expect(stderr).toContain(`no permission to listen on 127.0.0.1:${privilegedPort}`);
      expect(code).toBe(1);
    },
  );

  test("[A16] after a stop new connections are refused while an old request completes", async () => {
    const cwd = createProject({ "app.mjs": patientApp });
    const master = await serve(cwd, ["app.mjs", ...onFreePort]);
    const url = await master.url();
    const answer = get(`${url}slow`);
    await master.says("slow began");
    master.signal("SIGTERM");
    await eventually(
      () =>
        get(url).then(
          () => undefined,
          (error: NodeJS.ErrnoException) => error.code === "ECONNREFUSED",
        ),
      "refusal",
    );
    writeFiles(cwd, { go: "" });
    expect(Number(await answer)).toBeGreaterThan(0);
    expect(await master.ended).toBe(0);
  });
});

/** The highest port below the system's limit for ordinary users; see ip(7), ip_unprivileged_port_start. */
async function firstPrivilegedPort(): Promise<{ privilegedPort: string }> {
  const { readFileSync } = await import("node:fs");
  const start = Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8"));
  return { privilegedPort: String(Math.max(1, start - 1)) };
}

describe("workers", () => {
  test("[B1] each worker has its own process and id, and a killed one is replaced under its id", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const master = await serve(cwd, ["app.mjs", "--workers", "3", ...onFreePort]);
    const before = (await status(cwd)).workers;
    expect(before.map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(new Set(before.map(({ pid }) => pid)).size).toBe(3);
    process.kill(before[1]!.pid, "SIGKILL");
    await master.says("worker 1 was killed by SIGKILL, replacing it");
    const after = await eventually(async () => {
      const { workers } = await status(cwd);
      return workers.every(({ state }) => state === "ready") && workers.length === 3
        ? workers
        : undefined;
    }, "replacement");
    expect(after.map(({ id }) => id).toSorted()).toEqual([0, 1, 2]);
    expect(after.find(({ id }) => id === 1)?.pid).not.toBe(before[1]!.pid);
    expect(after.find(({ id }) => id === 0)?.pid).toBe(before[0]!.pid);
  });

  test("[B1] the processes that may answer on one port are as many as asked for", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const master = await serve(cwd, ["app.mjs", "--workers", "2", ...onFreePort]);
    const url = await master.url();
    const seen = new Set<number>();
    await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(url)));
      for (const { pid } of answers) seen.add(pid);
      return seen.size === 2 || undefined;
    }, "both workers answering");
    expect((await status(cwd)).workers.map(({ pid }) => pid).toSorted()).toEqual(
      [...seen].toSorted(),
    );
  });

  test("a worker that exits by itself is replaced, whatever its code", async () => {
    const app = `export default { fetch(request) { if (request.url.endsWith("/die")) process.exit(0); return new Response("ok"); } };`;
    const master = await serve(createProject({ "app.mjs": app }), [
      "app.mjs",
      "--workers",
      "1",
      ...onFreePort,
    ]);
    const url = await master.url();
    await expect(get(`${url}die`)).rejects.toThrow();
    await master.says("worker 0 exited with code 0, replacing it");
    expect(await get(url)).toBe("ok");
  });

  test("a worker that gets TERM from elsewhere finishes its request and is replaced", async () => {
    const cwd = createProject({ "app.mjs": patientApp });
    const master = await serve(cwd, ["app.mjs", "--workers", "1", ...onFreePort]);
    const url = await master.url();
    const answer = get(`${url}slow`);
    await master.says("slow began");
    const [old] = (await status(cwd)).workers;
    process.kill(old!.pid, "SIGTERM");
    await master.says("worker 0 was asked to leave by a signal");
    const fresh = () => get(url).then((pid) => Number(pid) !== old!.pid || undefined);
    await eventually(fresh, "an answer of its successor");
    writeFiles(cwd, { go: "" });
    expect(Number(await answer)).toBe(old!.pid);
  });

  test("what a worker prints is prefixed with its id, each stream kept apart", async () => {
    const app = `console.log("to stdout"); console.error("to stderr"); export default () => new Response("");`;
    const cwd = createProject({ "app.mjs": app });
    const master = await serve(cwd, ["app.mjs", "--workers", "1", ...onFreePort]);
    expect(master.stdout).toBe("[0] to stdout\n");
    expect(master.stderr).toContain("[0] to stderr\n");
  });

  test("the app learns its worker id, generation and addresses before its first request", async () => {
    const app = `let seen; export default { start(info) { seen = info; }, fetch: () => Response.json({ seen, env: process.env.LANDFALL_WORKER_ID }) };`;
    const cwd = createProject({ "app.mjs": app });
    const master = await serve(cwd, ["app.mjs", "--workers", "1", ...onFreePort]);
    const url = await master.url();
    const addresses = [new URL(url).host];
    expect(JSON.parse(await get(url))).toEqual({
      seen: { worker: 0, generation: 1, addresses },
      env: "0",
    });
  });
});

describe("an app that cannot be served", () => {
  test.each([
    ["a missing file", "nowhere.ts", {}, 2, /^landfall: .*nowhere\.ts/],
    [
      "a syntax error",
      "app.mjs",
      { "app.mjs": "export default {\n  fetch( {\n" },
      1,
      /app\.mjs:\d+/,
    ],
    [
      "a throw at import",
      "app.ts",
      { "app.ts": "\nconst n: number = 1;\nthrow new Error(`boom ${n}`);\n" },
      1,
      /boom 1.*app\.ts:3/,
    ],
    [
      "a start() that throws",
      "app.mjs",
      {
        "app.mjs":
          "export default { fetch: () => new Response(),\n start() { throw new Error('no database'); } };",
      },
      1,
      /no database.*app\.mjs:2/,
    ],
    [
      "an exit at import",
      "app.mjs",
      { "app.mjs": "console.error('giving up'); process.exit(7);" },
      1,
      /exited with code 7.*giving up/,
    ],
    ["an export that is no app", "app.mjs", { "app.mjs": "export default 42;" }, 1, /app\.mjs/],
  ])(
    "%s is one line with its place, a hint and the right exit code",
    async (_what, app, files, code, line) => {
      const cwd = createProject(files as Record<string, string>);
      const result = await run(["serve", app, ...onFreePort], { cwd });
      const own = result.stderr.split("\n").filter((text) => !text.startsWith("["));
      expect(own).toHaveLength(3);
      expect(own[0]).toMatch(line);
      expect(own[1]).toMatch(/^ {2}hint: \S/);
      expect(result.code).toBe(code);
    },
  );

  test("an app that is never ready fails at the boot timeout, and no worker is left", async () => {
    const cwd = createProject({
      "app.mjs":
        "console.error(`pid ${process.pid}`); await new Promise((r) => setTimeout(r, 60_000));",
    });
    const result = await run(["serve", "app.mjs", "--boot-timeout", "1s", ...onFreePort], { cwd });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/not ready within 1 s/);
    expect(isAlive(Number(/pid (\d+)/.exec(result.stderr)?.[1]))).toBe(false);
  });
});

describe("stopping", () => {
  test.each(["SIGTERM", "SIGQUIT"] as const)(
    "%s stops gracefully with exit code 0",
    async (name) => {
      const app = `export default { fetch: () => new Response(""), stop() { console.error("stopped well"); } };`;
      const cwd = createProject({ "app.mjs": app });
      const master = await serve(cwd, ["app.mjs", "--workers", "2", ...onFreePort]);
      const { workers } = await status(cwd);
      master.signal(name);
      expect(await master.ended).toBe(0);
      expect(master.stderr.match(/stopped well/g)).toHaveLength(2);
      for (const { pid } of workers) expect(isAlive(pid)).toBe(false);
    },
  );

  test("a second interrupt cuts requests off and ends with 130", async () => {
    const cwd = createProject({ "app.mjs": patientApp });
    const master = await serve(cwd, ["app.mjs", "--workers", "1", ...onFreePort]);
    const answer = get(`${await master.url()}slow`).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    await master.says("slow began");
    master.signal("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 400));
    master.signal("SIGINT");
    expect(await master.ended).toBe(130);
    expect(await answer).toBe("ECONNRESET");
  });

  test("one key press that arrives twice, as through npm, is one interrupt", async () => {
    const cwd = createProject({ "app.mjs": patientApp });
    const master = await serve(cwd, ["app.mjs", "--workers", "1", ...onFreePort]);
    const answer = get(`${await master.url()}slow`);
    await master.says("slow began");
    master.signal("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 20));
    master.signal("SIGINT");
    writeFiles(cwd, { go: "" });
    expect(Number(await answer)).toBeGreaterThan(0);
    expect(await master.ended).toBe(0);
  });

  test("a request that outlasts the graceful timeout is cut, and the worker leaves", async () => {
    const cwd = createProject({ "app.mjs": patientApp });
    const master = await serve(cwd, ["app.mjs", "--graceful-timeout", "300ms", ...onFreePort]);
    const answer = get(`${await master.url()}slow`).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    await master.says("slow began");
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
    expect(await answer).toBe("ECONNRESET");
  });

  test("a worker that spins in JavaScript is killed a second after its graceful timeout", async () => {
    const app = `export default () => { console.error("spinning"); for (;;); };`;
    const cwd = createProject({ "app.mjs": app });
    const master = await serve(cwd, [
      "app.mjs",
      "--workers",
      "1",
      "--graceful-timeout",
      "300ms",
      ...onFreePort,
    ]);
    const [worker] = (await status(cwd)).workers;
    void get(await master.url()).catch(() => {});
    await master.says("spinning");
    master.signal("SIGTERM");
    expect(await master.ended).toBe(0);
    expect(isAlive(worker!.pid)).toBe(false);
  });

  test("during the shutdown delay new connections are still accepted", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const master = await serve(cwd, ["app.mjs", "--shutdown-delay", "700ms", ...onFreePort]);
    const url = await master.url();
    const began = performance.now();
    master.signal("SIGTERM");
    let answered = 0;
    while (
      await ask(url).then(
        () => true,
        () => false,
      )
    )
      answered += 1;
    expect(performance.now() - began).toBeGreaterThan(600);
    expect(answered).toBeGreaterThan(1);
    expect(await master.ended).toBe(0);
  });

  test("a TERM for the whole process group, as service managers send it, is one graceful stop", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const args = ["app.mjs", "--workers", "2", "--shutdown-delay", "700ms", ...onFreePort];
    const master = await serve(cwd, args, { ownGroup: true });
    const url = await master.url();
    const began = performance.now();
    process.kill(-master.pid, "SIGTERM");
    while (
      await ask(url).then(
        () => true,
        () => false,
      )
    );
    expect(performance.now() - began).toBeGreaterThan(600);
    expect(await master.ended).toBe(0);
    expect(master.stderr).not.toContain("warning");
  });

  test("`landfall stop` returns when the master has ended; afterwards nothing is running: exit 3", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const master = await serve(cwd, ["app.mjs", ...onFreePort]);
    const { code, stdout } = await run(["stop"], { cwd });
    expect([code, stdout]).toEqual([0, `stopped: master ${master.pid}\n`]);
    expect(await master.ended).toBe(0);
    for (const verb of ["stop", "reload", "status"]) {
      const { code: absent, stderr } = await run([verb], { cwd });
      expect([verb, absent]).toEqual([verb, 3]);
      expect(stderr).toContain("nothing is running here");
    }
  });
});

describe("reloading", () => {
  const version = (text: string) =>
    `export default () => new Response(${JSON.stringify(text)} + " " + process.pid);`;

  test("[B6] HUP and `landfall reload` both bring the new version with new processes", async () => {
    const cwd = createProject({ "app.mjs": version("one") });
    const master = await serve(cwd, ["app.mjs", ...onFreePort]);
    const url = await master.url();
    expect(await get(url)).toMatch(/^one /);
    writeFiles(cwd, { "app.mjs": version("two") });
    const before = new Set((await status(cwd)).workers.map(({ pid }) => pid));
    const { code, stdout } = await run(["reload", "--json"], { cwd });
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { kind: "done", generation: 2 }]);
    expect(await get(url)).toMatch(/^two /);
    const { workers } = await status(cwd);
    expect(
      workers.filter(({ state }) => state === "ready").some(({ pid }) => before.has(pid)),
    ).toBe(false);
    writeFiles(cwd, { "app.mjs": version("three") });
    master.signal("SIGHUP");
    await master.says("generation 3 serves");
    expect(await get(url)).toMatch(/^three /);
  });

  test("a broken version leaves the old one serving; reload exits 1 with the app's own words", async () => {
    const cwd = createProject({ "app.ts": version("one") });
    const master = await serve(cwd, ["app.ts", ...onFreePort]);
    const url = await master.url();
    const { workers } = await status(cwd);
    writeFiles(cwd, { "app.ts": "\nthrow new Error('not today');" });
    const { code, stderr } = await run(["reload"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/reload failed, generation 1 serves on: .*not today.*app\.ts:2/);
    expect(await get(url)).toMatch(/^one /);
    expect((await status(cwd)).workers.map(({ pid }) => pid)).toEqual(
      workers.map(({ pid }) => pid),
    );
  });

  test("a link that was turned to another release is followed, and the control socket stays", async () => {
    const root = createProject({
      "releases/1/app.mjs": version("one"),
      "releases/2/app.mjs": version("two"),
    });
    const cwd = join(root, "current");
    symlinkSync("releases/1", cwd);
    const env = { XDG_RUNTIME_DIR: join(root, "run") };
    mkdirSync(env.XDG_RUNTIME_DIR);
    const master = await serve(cwd, ["app.mjs", ...onFreePort], { env });
    const url = await master.url();
    expect(await get(url)).toMatch(/^one /);
    symlinkSync("releases/2", `${cwd}.new`);
    renameSync(`${cwd}.new`, cwd);
    const { code, stderr } = await run(["reload"], { cwd, env });
    expect([code, stderr]).toEqual([0, ""]);
    expect(await get(url)).toMatch(/^two /);
    const { stdout } = await run(["status", "--json"], { cwd, env });
    expect(JSON.parse(stdout)).toMatchObject({ folder: join(root, "releases/2") });
  });

  test("a release that is gone fails the reload, and the old one serves on", async () => {
    const root = createProject({ "releases/1/app.mjs": version("one") });
    const cwd = join(root, "current");
    symlinkSync("releases/1", cwd);
    const control = join(root, "c.sock");
    const master = await serve(cwd, ["app.mjs", "--control", control, ...onFreePort]);
    rmSync(cwd);
    const { code, stderr } = await run(["reload", "--control", control], { cwd: root });
    expect(code).toBe(1);
    expect(stderr).toContain("current");
    expect(await get(await master.url())).toMatch(/^one /);
  });
});

describe("one master a project", () => {
  test("a second master in the same folder is refused, and with a control path of its own it runs", async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    await serve(cwd, ["app.mjs", ...onFreePort]);
    const second = await run(["serve", "app.mjs", ...onFreePort], { cwd });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain("a master already runs here");
    await serve(cwd, ["app.mjs", "--control", "other.sock", ...onFreePort]);
  });
});

describe("the call itself", () => {
  const cwd = import.meta.dirname;

  test("an unknown option names the nearest one and exits with 2", async () => {
    const { code, stderr } = await run(["serve", "--worker", "2"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("--workers");
  });

  test("a value that is none exits with 2 and says what was expected", async () => {
    const { code, stderr } = await run(["serve", "--workers", "many"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(
      '--workers: expected auto or a whole number from 1 to 1024, got "many"',
    );
  });

  test("a bad variable is named as such", async () => {
    const { code, stderr } = await run(["serve"], { cwd, env: { WEB_CONCURRENCY: "x" } });
    expect(code).toBe(2);
    expect(stderr).toContain("WEB_CONCURRENCY: ");
  });

  test("help lists every option with its variable, and exits with 0", async () => {
    const { code, stdout } = await run(["serve", "--help"], { cwd });
    expect(code).toBe(0);
    const text = stdout.replace(/\s+/g, " "); // where lines break is the terminal's business
    for (const word of ["--listen <ADDRESS>", "LANDFALL_WORKERS, WEB_CONCURRENCY", "HUP"]) {
      expect(text).toContain(word);
    }
  });

  test("without a command it prints help and exits with 2", async () => {
    expect((await run([], { cwd })).code).toBe(2);
  });

  test("a keep-alive client is told to go elsewhere when its worker drains", async () => {
    const project = createProject({ "app.mjs": plainApp });
    const master = await serve(project, ["app.mjs", "--workers", "1", ...onFreePort]);
    const url = await master.url();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const old = await ask(url, { agent });
    expect((await run(["reload"], { cwd: project })).code).toBe(0);
    expect((await ask(url, { agent })).pid).toBe(old.pid);
    expect((await ask(url, { agent })).pid).not.toBe(old.pid);
  });
});
