import { symlinkSync } from "node:fs";
import net from "node:net";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  createProject,
  eventually,
  get,
  LandfallProcess,
  plainApp,
  run,
  serve,
} from "./landfall-process.ts";

const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

test("nobody is answered before start() has ended", async () => {
  const app = `
    let isReady = false;
    export default {
      async start() {
        console.error("starting");
        await new Promise((resolve) => setTimeout(resolve, 200));
        isReady = true;
      },
      fetch: () => Response.json(isReady),
    };
  `;
  const cwd = createProject({ "app.mjs": app });
  const socketPath = join(cwd, "app.sock");
  const master = new LandfallProcess(["serve", "app.mjs", "--workers", "1", "--unix", socketPath], {
    cwd,
  });
  await master.says("starting");
  const first = await eventually(
    () => get("http://localhost/", { socketPath }).catch(() => undefined),
    "answer",
  );
  expect(first).toBe("true");
});

test.runIf(process.platform === "linux")(
  "a unix socket of a master that still boots is its own; another master refuses to start",
  async () => {
    const app = `
      let go;
      const gone = new Promise((resolve) => (go = resolve));
      process.on("SIGUSR2", () => go());
      export default {
        start: () => (console.error("starting " + process.pid), gone),
        fetch: () => new Response("first"),
      };
    `;
    const cwd = createProject({ "app.mjs": app });
    const socketPath = join(cwd, "app.sock");
    const options = ["serve", "app.mjs", "--workers", "1", "--unix", socketPath];
    const first = new LandfallProcess(options, { cwd });
    const [, pid] = await first.says(/starting (\d+)/);
    const second = await run([...options, "--control", join(cwd, "second.sock")], { cwd });
    expect([second.code, second.stderr]).toEqual([1, expect.stringMatching(/in use by another/)]);
    process.kill(Number(pid), "SIGUSR2");
    await first.says("Press Ctrl-C");
    expect(await get("http://localhost/", { socketPath })).toBe("first");
  },
);

test("the banner comes when every worker is ready, and the app is described once a generation", async () => {
  const app = `
    export default {
      start: ({ worker }) => new Promise((resolve) => setTimeout(resolve, worker * 300)),
      fetch: () => new Response(""),
    };
  `;
  const cwd = createProject({ "app.mjs": app });
  const master = await serve(cwd, ["app.mjs", "--workers", "2", "--listen", "127.0.0.1:0"]);
  const { stdout } = await run(["status", "--json"], { cwd });
  const { workers } = JSON.parse(stdout) as { workers: { state: string }[] };
  expect(workers.map(({ state }) => state)).toEqual(["ready", "ready"]);
  expect(master.stderr.match(/generation 1: /g)).toHaveLength(1);
});

test("a worker stands in the project's real folder, with its master's environment and Node's flags", async () => {
  const app = `export default () => Response.json([process.cwd(), process.env.PWD, process.env.GREETING, Error.stackTraceLimit]);`;
  const root = createProject({ "releases/1/app.mjs": app });
  const cwd = join(root, "current");
  symlinkSync("releases/1", cwd);
  const control = ["--control", join(root, "control.sock")];
  const wrapper = ["sh", "-c", `node=$1; shift; exec "$node" --stack-trace-limit=7 "$@"`, "sh"];
  const master = await serve(cwd, [...alone, ...control], { wrapper, env: { GREETING: "hello" } });
  const real = join(root, "releases/1");
  expect(JSON.parse(await get(await master.url()))).toEqual([real, real, "hello", 7]);
});

test("--strip-types takes Node's own stripping, which refuses what it cannot strip", async () => {
  const cwd = createProject({
    "app.ts": "enum Colour { Red }\nexport default () => new Response(Colour[0]);",
  });
  const options = ["--workers", "1", "--listen", "127.0.0.1:0"];
  const stripped = await run(["serve", "app.ts", "--strip-types", ...options], { cwd });
  expect([stripped.code, stripped.stderr]).toEqual([1, expect.stringMatching(/enum/)]);
  const master = await serve(cwd, ["app.ts", ...options]);
  expect(await get(await master.url())).toBe("Red");
});

test("by default there is a worker for each processor, and `status` shows them in a table", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const master = await serve(cwd, ["app.mjs", "--listen", "127.0.0.1:0"]);
  const { stdout } = await run(["status"], { cwd });
  const [first, app, listening, , head, ...rows] = stdout.trimEnd().split("\n");
  expect(first).toContain(`master ${master.pid} serving, generation 1, up `);
  expect(app).toBe(`app app.mjs in ${cwd}`);
  expect(listening).toBe(`listening on ${new URL(await master.url()).host}`);
  expect(head).toMatch(
    /^worker +pid +gen +state +age +connections +in flight +requests +memory +cpu$/,
  );
  expect(rows).toHaveLength(availableParallelism());
  rows.forEach((row, id) =>
    expect(row).toMatch(new RegExp(`^${id} +\\d+ +1 +ready +\\d+s +0 +0 +0 +(-|\\d+mb) +\\d+%$`)),
  );
});

test.runIf(process.platform === "linux")(
  "--backlog bounds the queue of connections that no worker has accepted",
  async () => {
    const cwd = createProject({ "app.mjs": `console.error("pid " + process.pid);\n${plainApp}` });
    const path = join(cwd, "app.sock");
    const options = ["--workers", "1", "--unix", path, "--backlog", "1"];
    const master = await serve(cwd, ["app.mjs", ...options]);
    const pid = Number((await master.says(/pid (\d+)/))[1]);
    process.kill(pid, "SIGSTOP");
    onTestFinished(() => void process.kill(pid, "SIGCONT"));
    const refusals = await Promise.all(Array.from({ length: 4 }, () => knock(path)));
    expect(refusals.filter((code) => code === "EAGAIN")).toHaveLength(2);
  },
);

/** Connects and stays; a unix socket says at once when its queue is full. */
function knock(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect(path);
    onTestFinished(() => void socket.destroy());
    socket.once("connect", () => resolve(undefined));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
  });
}
