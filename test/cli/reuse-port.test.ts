/** `--reuse-port`: several masters on one port. */

import { expect, test } from "vitest";
import { ask, createProject, eventually, plainApp, run, serve } from "./landfall-process.ts";

const isSupported = process.platform === "linux";

test.skipIf(!isSupported)(
  "[B4] two independent masters serve one port, and when one stops the other answers",
  async () => {
    const cwd = createProject({ "app.mjs": plainApp });
    const start = async (name: string, address: string) => {
      const own = ["--control", `${name}.sock`, "--reuse-port", "--listen", address];
      return serve(cwd, ["app.mjs", "--workers", "1", ...own]);
    };
    const first = await start("first", "127.0.0.1:0");
    const url = await first.url();
    const second = await start("second", new URL(url).host);
    expect(await second.url()).toBe(url);
    const seen = new Set<number>();
    await eventually(async () => {
      seen.add((await ask(url)).pid);
      return seen.size === 2 || undefined;
    }, "answers of both");
    first.signal("SIGTERM");
    expect(await first.ended).toBe(0);
    const left = new Set<number>();
    for (let count = 0; count < 20; count += 1) left.add((await ask(url)).pid);
    expect(left.size).toBe(1);
  },
);

test.skipIf(!isSupported)("[B4] a port that somebody keeps for himself is in use", async () => {
  const cwd = createProject({ "app.mjs": plainApp });
  const first = await serve(cwd, ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"]);
  const { host } = new URL(await first.url());
  const args = ["serve", "app.mjs", "--control", "x.sock", "--reuse-port", "--listen", host];
  const { code, stderr } = await run(args, { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain(`${host} is in use by another program`);
});
