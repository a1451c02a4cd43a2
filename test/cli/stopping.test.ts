import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProject, eventually, get, run, serve, writeFiles } from "./landfall-process.ts";

const alone = ["app.mjs", "--workers", "1", "--listen", "127.0.0.1:0"];

/** `/slow` is answered when the file `go` exists; says goodbye in `stop()`. */
const patientApp = `
import { existsSync } from "node:fs";
export default {
  async fetch(request) {
    if (!request.url.endsWith("/slow")) return new Response("quick");
    console.error("began");
    while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 10));
    return new Response("whole");
  },
  stop() {
    console.error("stopped well");
  },
};
`;

test("`landfall stop` waits for the requests under way, --json names the master, and no control socket is left", async () => {
  const cwd = createProject({ "app.mjs": patientApp });
  const master = await serve(cwd, alone);
  const url = await master.url();
  const answer = get(`${url}slow`);
  await master.says("began");
  const stopped = run(["stop", "--json"], { cwd });
  const isRefused = () =>
    get(url).then(
      () => undefined,
      () => true,
    );
  await eventually(isRefused, "refusal");
  writeFiles(cwd, { go: "" });
  expect(await answer).toBe("whole");
  expect(await stopped).toEqual({ code: 0, stdout: `{"stopped":${master.pid}}\n`, stderr: "" });
  expect(existsSync(join(cwd, ".landfall/control.sock"))).toBe(false);
});

test("an app's stop() runs also when its requests outlasted the graceful timeout", async () => {
  const cwd = createProject({ "app.mjs": patientApp });
  const master = await serve(cwd, [...alone, "--graceful-timeout", "100ms"]);
  const answer = get(`${await master.url()}slow`).catch(
    (error: NodeJS.ErrnoException) => error.code,
  );
  await master.says("began");
  master.signal("SIGTERM");
  expect(await answer).toBe("ECONNRESET");
  expect(await master.ended).toBe(0);
  expect(master.stderr).toContain("stopped well");
});
