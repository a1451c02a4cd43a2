import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findRunHost, systemClock } from "../../../src/core/index.ts";
import { ListenCapture, loadApp } from "../../../src/serve/app/index.ts";

const front = resolve(import.meta.dirname, "../../../src/index.ts");

async function load(lines: string) {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), "landfall-host-")));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const source = `import { run } from ${JSON.stringify(front)};\n${lines}`;
  writeFileSync(join(cwd, "app.mjs"), source);
  const reports: string[] = [];
  const capture = new ListenCapture({
    address: { kind: "tcp", host: "127.0.0.1", port: 8080 },
    clock: systemClock,
    report: (text) => void reports.push(text),
  }).install();
  onTestFinished(() => capture[Symbol.dispose]());
  const loaded = await loadApp({ specifier: "app.mjs", cwd, stripTypes: false, capture });
  return { ...loaded, reports };
}

test("[A9] a module that calls run() is served by the worker, on Landfall's address, and starts no server", async () => {
  const { app, reason } = await load(`
    const { url, port } = await run(() => new Response(url + port), { port: 3000 });
  `);
  expect(reason).toContain("what app.mjs gives to run() is a bare function");
  const answer = await app.handler(new Request("http://localhost/"), {} as never);
  expect(await answer.text()).toBe("http://127.0.0.1:8080/8080");
});

test("[A9] a run() after a while is waited for, and a second one is reported", async () => {
  const { app, reports } = await load(`
    setTimeout(async () => {
      await run(() => new Response("first"));
      await run(() => new Response("second"));
    }, 50);
  `);
  const answer = await app.handler(new Request("http://localhost/"), {} as never);
  expect(await answer.text()).toBe("first");
  expect(reports).toEqual([expect.stringContaining("calls run() once more")]);
});

test("nobody is asked outside a worker", () => {
  expect(findRunHost()).toBeUndefined();
});
