/** `landfall dev`: the matrix of what a file watcher has to survive. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Dev } from "./dev-rig.ts";
import {
  createProject,
  eventually,
  get,
  isAlive,
  LandfallProcess,
  run,
  writeFiles,
} from "./landfall-process.ts";

const hello = (text: string): string =>
  `export default () => new Response(${JSON.stringify(text)});\n`;
const showPid = `export default () => new Response(String(process.pid));\n`;

describe("a restart", () => {
  test("[C1] has a new process, the same port, and says how long it took", async () => {
    const dev = await Dev.start({ "app.mjs": showPid });
    const first = await dev.ask();
    writeFiles(dev.folder, { "app.mjs": `${showPid}// again\n` });
    await dev.process.says(/app\.mjs changed\n[^]*started anew, answers after \d+ ms/);
    const second = await dev.ask();
    expect(second).not.toBe(first);
    expect(isAlive(Number(first))).toBe(false);
  });

  test("[C2] follows modules that are imported later, and files that are deleted and come back", async () => {
    const dev = await Dev.start({
      "app.mjs": `export default async () => new Response((await import("./late.mjs")).default);`,
      "late.mjs": `export default "1";`,
    });
    expect(await dev.ask()).toBe("1");
    writeFiles(dev.folder, { "late.mjs": `export default "2";` });
    await dev.answers("2");
    rmSync(join(dev.folder, "late.mjs"));
    await dev.process.says(/late\.mjs changed[^]*late\.mjs changed/);
    writeFiles(dev.folder, { "late.mjs": `export default "3";` });
    await dev.answers("3");
  });

  test("[C2] comes for --watch, also for a file in a folder that was not there, and calls the hook before", async () => {
    const files = {
      "app.mjs": showPid,
      "hook.mjs": `export const bye = () => console.log("bye");`,
    };
    const dev = await Dev.start(files, [
      "--watch",
      "data/**/*.csv",
      "--reload-hook",
      "hook.mjs#bye",
    ]);
    const first = await dev.ask();
    mkdirSync(join(dev.folder, "data/deep"), { recursive: true });
    writeFileSync(join(dev.folder, "data/deep/new.csv"), "1");
    await dev.process.says(/new\.csv changed[^]*answers after/);
    expect(await dev.ask()).not.toBe(first);
    expect(dev.process.stdout).toBe("bye\n");
  });

  test("lets a request that runs finish, and makes those that come wait for the new code", async () => {
    const slow = (text: string): string => `
      export default async (request) => {
        if (request.url.endsWith("/slow")) await new Promise((go) => setTimeout(go, 400));
        return new Response(${JSON.stringify(text)});
      };`;
    const dev = await Dev.start({ "app.mjs": slow("old") });
    const running = get(`${dev.url}slow`);
    await new Promise((sent) => setTimeout(sent, 100));
    writeFiles(dev.folder, { "app.mjs": slow("new") });
    await dev.process.says(/app\.mjs changed/);
    const answers = await Promise.all([
      running,
      ...Array.from({ length: 10 }, () => dev.answers("new")),
    ]);
    expect(answers[0]).toBe("old");
  });

  test("comes on HUP, without --reload too; then files change nothing by themselves", async () => {
    const dev = await Dev.start({ "app.mjs": hello("1") }, ["--no-reload"]);
    writeFiles(dev.folder, { "app.mjs": hello("2") });
    expect(await dev.ask()).toBe("1");
    dev.process.signal("SIGHUP");
    await dev.answers("2");
    expect(dev.count(/changed/)).toBe(0);
  });

  test("[C8] keeps Node's flags and the environment", async () => {
    const cwd = createProject({
      "app.mjs": `export default () => Response.json([Error.stackTraceLimit, process.env.MINE, process.env.NODE_ENV]);`,
    });
    const bin = resolve(import.meta.dirname, "../../bin/landfall.js");
    const args = ["--stack-trace-limit=7", bin, "dev", "--port", "0"];
    const { PORT: _, NODE_ENV: __, ...inherited } = process.env;
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...inherited, PWD: cwd, MINE: "x" },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let said = "";
    child.stderr.on("data", (data) => (said += data));
    const url = await eventually(() => /Listening on (\S+)/.exec(said)?.[1], "the banner");
    const kept = '[7,"x","development"]';
    expect(await get(url)).toBe(kept);
    writeFiles(cwd, {
      "app.mjs": `export default () => Response.json([Error.stackTraceLimit, process.env.MINE, process.env.NODE_ENV]); //`,
    });
    await eventually(() => /answers after/.test(said), "the restart");
    expect(await get(url)).toBe(kept);
  });
});

/** Each way to break an app, and what is said of it. */
const breakages: readonly (readonly [string, string, RegExp])[] = [
  ["a syntax error", "export default () => {", /syntax error/],
  ["an import that is not there", `import "./nowhere.mjs"; ${hello("x")}`, /nowhere\.mjs/],
  ["a throw while it loads", `throw new Error("at load"); ${hello("x")}`, /at load/],
  [
    "a start() that rejects",
    `export default { async start() { throw new Error("at start"); }, fetch: () => new Response() };`,
    /at start/,
  ],
  ["no app in it", "export const nothing = 1;", /default export|exports/],
  ["a load that ends the process", "process.exit(7);", /code 7/],
  ["the exit code that others restart by", "process.exit(3);", /code 3/],
  ["an end without an error", "process.exit(0);", /code 0/],
  [
    "a timer that throws while it serves",
    `setTimeout(() => { throw new Error("later"); }, 50); ${hello("x")}`,
    /later|code 1/,
  ],
];

describe("survives", () => {
  test.each(breakages)(
    "[C1] [C3] %s, shows it, waits, and recovers on the next save",
    async (_, source, pattern) => {
      const dev = await Dev.start({ "app.mjs": hello("good") });
      expect(await dev.ask()).toBe("good");
      writeFiles(dev.folder, { "app.mjs": source });
      // A process that dies takes the connections along that it has; those that wait for the next one are not its.
      await dev.process.says(/waiting for a change/);
      await dev.answers(pattern);
      expect(dev.count(/waiting for a change/)).toBe(1);
      writeFiles(dev.folder, { "app.mjs": hello("mended") });
      await dev.answers("mended");
    },
  );

  test("[C3] a file that is broken from the beginning", async () => {
    const dev = await Dev.start({ "app.ts": "export default (" });
    await dev.answers(/syntax error/);
    writeFiles(dev.folder, { "app.ts": hello("mended") });
    await dev.answers("mended");
  });

  test("a load that never ends", async () => {
    const dev = await Dev.start({ "app.mjs": hello("good") });
    writeFiles(dev.folder, { "app.mjs": "for (;;);" });
    await dev.process.says(/changed/);
    await new Promise((seen) => setTimeout(seen, 500));
    writeFiles(dev.folder, { "app.mjs": hello("mended") });
    await dev.answers("mended");
  });

  test("an import whose file is written later", async () => {
    const dev = await Dev.start({ "app.mjs": `export { default } from "./parts/late.mjs";` });
    await dev.answers(/late\.mjs/);
    writeFiles(dev.folder, { "parts/late.mjs": hello("there") });
    await dev.answers("there");
  });

  test("a configuration that is wrong for a while", async () => {
    const dev = await Dev.start({ "app.mjs": hello("good"), "landfall.config.json": "{}" });
    writeFiles(dev.folder, { "landfall.config.json": `{ "maxBody": "many" }` });
    await dev.answers(/maxBody/);
    writeFiles(dev.folder, { "landfall.config.json": "{}" });
    await dev.answers("good");
  });

  test("a port that is busy for a moment", async () => {
    const other = net.createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const cwd = createProject({ "app.mjs": hello("good") });
    const dev = new LandfallProcess(["dev", "--port", String(port)], { cwd });
    setTimeout(() => other.close(), 1_000);
    expect(await get(await dev.url())).toBe("good");
  });
});

describe("ends", () => {
  test.each(["SIGINT", "SIGTERM", "SIGQUIT"] as const)(
    "with 0 on %s, also with a stream open",
    async (name) => {
      const stream = `export default () => new Response(new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode("x")) }));`;
      const dev = await Dev.start({ "app.mjs": stream });
      const answer = dev.ask().catch(() => "cut");
      await new Promise((sent) => setTimeout(sent, 200));
      dev.process.signal(name);
      expect(await dev.process.ended).toBe(0);
      await answer;
    },
  );

  test("[C1] a parent that is killed takes its worker along", async () => {
    const dev = await Dev.start({ "app.mjs": showPid });
    const pid = Number(await dev.ask());
    await dev.process.kill();
    await eventually(() => !isAlive(pid), "the worker's end");
  });

  test("[C1] a worker that is killed takes its parent along", async () => {
    const dev = await Dev.start({ "app.mjs": showPid });
    const pid = Number(await dev.ask());
    process.kill(pid, "SIGKILL");
    expect(await dev.process.ended).toBe(1);
    expect(dev.process.stderr).toMatch(/was killed by SIGKILL/);
    expect(isAlive(pid)).toBe(false);
  });

  test("[C3] with 0 when the app has ended with 0 and that is asked for, and only then", async () => {
    const dev = await Dev.start({ "app.mjs": hello("good") }, ["--until-success"]);
    writeFiles(dev.folder, { "app.mjs": "process.exit(4);" });
    await dev.answers(/code 4/);
    writeFiles(dev.folder, { "app.mjs": "process.exit(0);" });
    expect(await dev.process.ended).toBe(0);
  });

  test("with 2 for an app that is not there, instead of waiting for a word that was mistyped", async () => {
    const { code, stderr } = await run(["dev", "ap.mjs", "--port", "0"], {
      cwd: createProject({ "app.mjs": showPid }),
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining("ap.mjs")]);
  });
});

describe("the umbrella", () => {
  const throwing = `export default () => { throw new Error("detail"); };`;

  test("[C4] errors are shown without restarts, or restarts come without errors shown: each option wins by itself", async () => {
    const shown = await Dev.start({ "app.mjs": throwing }, ["--no-reload"]);
    expect(await shown.ask()).toMatch(/^Error: detail\n    at .*app\.mjs:1:/);
    const hidden = await Dev.start({ "app.mjs": throwing }, ["--no-error-page"]);
    expect(await hidden.ask()).toMatch(/^Internal Server Error\nRequest id: \S+\n$/);
    writeFiles(hidden.folder, { "app.mjs": "syntax error" });
    await hidden.process.says(/waiting for a change/);
    expect(await hidden.ask()).toMatch(/^Internal Server Error\nRequest id: \S+\n$/);
    writeFiles(hidden.folder, { "app.mjs": hello("mended") });
    await hidden.answers("mended");
  });

  test("[C6] a static file that is edited is the new one at once, without a restart", async () => {
    const files = { "app.mjs": hello("app"), "public/a.txt": "one" };
    const dev = await Dev.start(files, ["--static", "public"]);
    expect(await get(`${dev.url}static/a.txt`)).toBe("one");
    writeFiles(dev.folder, { "public/a.txt": "two" });
    expect(await get(`${dev.url}static/a.txt`)).toBe("two");
    expect(dev.restarts).toEqual([]);
  });
});

describe("several workers", () => {
  test("[C7] are refused with the way out", async () => {
    const { code, stderr } = await run(["dev", "--workers", "2"], {
      cwd: createProject({ "app.mjs": showPid }),
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /one worker, and 2 were asked for \(--workers\)\n  hint: .*landfall serve/,
    );
  });

  test("[C7] in a configuration file are meant for production", async () => {
    const dev = await Dev.start({
      "app.mjs": hello("one"),
      "landfall.config.json": `{ "workers": 4 }`,
    });
    expect(await dev.ask()).toBe("one");
    expect(dev.process.stderr).toContain("with 1 worker");
  });
});
