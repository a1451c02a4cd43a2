import { join } from "node:path";
import { expect, test } from "vitest";
import { createControlClient } from "../../src/serve/supervisor/index.ts";
import {
  createProject,
  eventually,
  get,
  LandfallProcess,
  plainApp,
  serve,
} from "./landfall-process.ts";

const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

const controlOf = (cwd: string) => createControlClient([join(cwd, ".landfall/control.sock")]);

test("--quiet says nothing of a good start, and still says what goes wrong", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const master = new LandfallProcess(["serve", ...alone, "--quiet"], { cwd });
  const worker = await eventually(async () => {
    const status = await controlOf(cwd)
      .status()
      .catch(() => undefined);
    return status?.phase === "serving" ? status.workers[0] : undefined;
  }, "a serving master");
  process.kill(worker.pid ?? 0, "SIGKILL");
  await master.says("was killed by SIGKILL");
  expect(master.stderr).toBe("landfall: warning: worker 0 was killed by SIGKILL, replacing it\n");
});

test("what a request throws is told with its id and its place, by the worker that served it", async () => {
  const app = `export default () => {\n  throw new Error("no luck");\n};\n`;
  const master = await serve(createProject({ "app.mjs": app }), alone);
  await get(await master.url());
  await master.says(/^\[0\] error: request \S+: Error: no luck$/m);
  await master.says(/^\[0\] +at .*app\.mjs:2/m);
});

test("a reader of its output that goes away is no reason to stop serving", async () => {
  const speak = `console.log("to stdout"); console.error("to stderr");`;
  const app = `
    export default {
      fetch() { ${speak} return new Response("ok"); },
      stop() { ${speak} },
    };
  `;
  const master = await serve(createProject({ "app.mjs": app }), alone);
  const url = await master.url();
  master.child.stdout?.destroy();
  master.child.stderr?.destroy();
  expect(await get(url)).toBe("ok");
  master.signal("SIGTERM");
  // `stop()` speaks too, and the master passes that on before it ends.
  expect(await master.ended).toBe(0);
});

test("a status tells what each worker has done by its last beat", async () => {
  const app = `
    export default (request) =>
      request.url.endsWith("/hangs") ? new Promise(() => console.error("hangs")) : new Response("");
  `;
  const cwd = createProject({ "app.mjs": app });
  const master = await serve(cwd, alone);
  const url = await master.url();
  for (let count = 1; count <= 3; count += 1) await get(url);
  await get(url, { headers: { "x-large": "x".repeat(70_000) } }).catch(() => {});
  void get(`${url}hangs`).catch(() => {});
  await master.says("hangs");
  const client = controlOf(cwd);
  const worker = await eventually(async () => {
    const [first] = (await client.status()).workers;
    const isHeard = first?.requests === 3 && first.inFlight === 1 && first.refused === 1;
    return isHeard ? first : undefined;
  }, "a beat");
  expect(worker.connections).toBeGreaterThanOrEqual(1);
  expect(worker.age).toBeGreaterThan(500);
});

test("everything that a worker printed before it left is printed", async () => {
  const app = `export default { fetch: () => new Response(""), stop() { for (let line = 0; line < 5_000; line += 1) console.log(String(line).padStart(100)); } };`;
  const cwd = createProject({ "app.mjs": app });
  const master = await serve(cwd, ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"]);
  master.signal("SIGTERM");
  expect(await master.ended).toBe(0);
  expect(master.stdout.trimEnd().split("\n")).toHaveLength(5_000);
});
