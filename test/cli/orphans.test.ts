import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createProject, endNow, eventually, get, serve, writeFiles } from "./landfall-process.ts";

/** `/short` ends when the file `go` exists, everything else never; both speak into a pipe that nobody reads. */
const app = `
import { existsSync } from "node:fs";
console.error("pid " + process.pid);
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    console.error(pathname + " began");
    while (pathname !== "/short" || !existsSync("go")) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    process.stdout.write("to stdout\\n");
    process.stderr.write("to stderr\\n");
    await new Promise((resolve) => setTimeout(resolve, 10));
    return new Response("whole");
  },
};
`;

test("[B6] when the master is killed, a worker answers what is short, cuts the rest, and makes room for the next start", async () => {
  const cwd = createProject({ "app.mjs": app });
  // Without setpriv the kernel does not help.
  const env = { PATH: "" };
  const args = ["app.mjs", "--workers", "1"];
  const master = await serve(cwd, [...args, "--listen", "127.0.0.1:0"], { env });
  const url = await master.url();
  const pid = Number((await master.says(/pid (\d+)/))[1]);
  onTestFinished(() => endNow(pid));
  const short = get(`${url}short`);
  const endless = get(`${url}endless`).catch((error: NodeJS.ErrnoException) => error.code);
  await master.says("/short began");
  await master.says("/endless began");
  await master.kill();
  const next = serve(cwd, [...args, "--listen", new URL(url).host], { env });
  writeFiles(cwd, { go: "" });
  expect(await short).toBe("whole");
  expect(await endless).toBe("ECONNRESET");
  expect(await get(`${await (await next).url()}short`)).toBe("whole");
});

test("[B6] a start waits for a worker of a dead master that is too busy to leave", async () => {
  const busyApp = `
    import { existsSync } from "node:fs";
    console.error("pid " + process.pid);
    export default () => {
      console.error("spinning");
      while (!existsSync("go"));
      return new Response("whole");
    };
  `;
  const cwd = createProject({ "app.mjs": busyApp });
  const env = { PATH: "" };
  const args = ["app.mjs", "--workers", "1"];
  const master = await serve(cwd, [...args, "--listen", "127.0.0.1:0"], { env });
  const url = await master.url();
  const pid = Number((await master.says(/pid (\d+)/))[1]);
  onTestFinished(() => endNow(pid));
  void get(url).catch(() => {});
  await master.says("spinning");
  await master.kill();
  const control = join(cwd, ".landfall/control.sock");
  const before = statSync(control).ino;
  const next = serve(cwd, [...args, "--listen", new URL(url).host], { env });
  // It binds its addresses as soon as it has the control socket.
  await eventually(
    () => statSync(control, { throwIfNoEntry: false })?.ino !== before || undefined,
    "the next master's control socket",
  );
  writeFiles(cwd, { go: "" });
  expect(await get(await (await next).url())).toBe("whole");
});
