import { renameSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createProject, LandfallProcess, plainApp, run, writeFiles } from "./landfall-process.ts";

const page = `
import { assetUrl } from "landfall/static";
export default { fetch: (request, context) => new Response(assetUrl("app.js", { context })) };
`;

const listener = `
export default (req, res) => res.end("listener");
`;

/** The address that the banner tells, without its slash. */
async function origin(process: LandfallProcess): Promise<string> {
  return (await process.url()).replace(/\/$/, "");
}

describe("landfall serve --static", () => {
  it("[F1] serves a folder's files before the app is asked", async () => {
    const cwd = createProject({
      "app.mjs": plainApp,
      "public/a.txt": "a",
      "public/robots.txt": "r",
    });
    const args = ["serve", "app.mjs", "--port", "0", "--static", "public", "--workers", "2"];
    const url = await origin(new LandfallProcess(args, { cwd }));
    const answer = await fetch(`${url}/static/a.txt`);
    expect([answer.status, await answer.text()]).toEqual([200, "a"]);
    expect(await (await fetch(`${url}/robots.txt`)).text()).toBe("r");
    expect((await fetch(`${url}/static/none`)).status).toBe(404);
    expect(((await (await fetch(`${url}/other`)).json()) as { path: string }).path).toBe("/other");
  });

  it("[F1] serves several folders, the one at the root last, also before a Node listener", async () => {
    const cwd = createProject({
      "app.mjs": listener,
      "public/index.txt": "public",
      "public/media/a.txt": "of public",
      "media/a.txt": "of media",
    });
    const folders = ["--static", "public:/", "--static", "media:/media/"];
    const process = new LandfallProcess(
      ["serve", "app.mjs", "--port", "0", "--workers", "1", ...folders],
      { cwd },
    );
    const url = await origin(process);
    expect(await (await fetch(`${url}/index.txt`)).text()).toBe("public");
    expect(await (await fetch(`${url}/media/a.txt`)).text()).toBe("of media");
    expect(await (await fetch(url)).text()).toBe("listener");
  });

  it("[F12] compresses what a fetch handler answers if it is told to, and no Node listener's", async () => {
    const text = '"text ".repeat(1000)';
    const fetching = `export default { fetch: () => new Response(${text}) };`;
    const listening = `export default (req, res) => res.setHeader("content-type", "text/plain").end(${text});`;
    const coding = async (...args: string[]): Promise<string | null> => {
      const cwd = createProject({ "app.mjs": fetching, "listener.mjs": listening });
      const all = ["serve", ...args, "--port", "0", "--workers", "1"];
      const url = await origin(new LandfallProcess(all, { cwd }));
      const answer = await fetch(url, { headers: { "accept-encoding": "gzip" } });
      expect(await answer.text()).toBe("text ".repeat(1000));
      return answer.headers.get("content-encoding");
    };
    expect(await coding("app.mjs", "--compress")).toBe("gzip");
    expect(await coding("app.mjs")).toBeNull();
    expect(await coding("listener.mjs", "--compress")).toBeNull();
  });

  it("[F2] gives the app URLs with versions, below its base path, which hold after a reload", async () => {
    const cwd = createProject({
      "app.mjs": page,
      "public/app.js": "one",
      "node_modules/.keep": "",
    });
    symlinkSync(resolve(import.meta.dirname, "../.."), join(cwd, "node_modules/landfall"));
    const args = ["serve", "app.mjs", "--port", "0", "--static", "public", "--workers", "1"];
    const url = await origin(new LandfallProcess([...args, "--base-path", "/site"], { cwd }));
    const read = async (): Promise<string> => (await fetch(new URL("/site/", url))).text();
    const first = await read();
    expect(first).toMatch(/^\/site\/static\/app\.js\?v=[\w-]{16}$/);
    const asset = await fetch(new URL(first, url));
    expect([await asset.text(), asset.headers.get("cache-control")]).toEqual([
      "one",
      "public, max-age=31536000, immutable",
    ]);
    writeFiles(cwd, { "public/app.js": "two" });
    expect(await run(["reload"], { cwd })).toMatchObject({ code: 0 });
    // A kept-alive connection may still be the old worker's, which looks at its files once a second.
    await expect.poll(read, { timeout: 10_000 }).not.toBe(first);
    const second = await read();
    expect(await (await fetch(new URL(second, url))).text()).toBe("two");
    expect((await fetch(new URL(first, url))).headers.get("cache-control")).toBe("no-cache");
  });

  it.each([
    ["none", "cannot serve files from none"],
    ["app.mjs", "cannot serve files from app.mjs: it is no folder"],
    ["public:static", "cannot serve files from public:static"],
    ["public:/a?b", "expected FOLDER or FOLDER:/PREFIX/"],
    ["public,public", "two folders are to be served under /static/"],
  ])("refuses %s before anything starts", async (folder, message) => {
    const cwd = createProject({ "app.mjs": plainApp, "public/a.txt": "a" });
    const args = ["serve", "app.mjs", "--port", "0", "--static"];
    const { code, stderr } = await run(
      [...args, ...folder.split(",").join(" --static ").split(" ")],
      { cwd },
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("keeps serving when the folder has gone before a reload, which fails", async () => {
    const cwd = createProject({ "app.mjs": plainApp, "public/a.txt": "a" });
    const args = ["serve", "app.mjs", "--port", "0", "--static", "public", "--workers", "1"];
    const url = await origin(new LandfallProcess(args, { cwd }));
    renameSync(join(cwd, "public"), join(cwd, "moved"));
    const { code, stderr } = await run(["reload"], { cwd });
    expect([code, stderr]).toEqual([1, expect.stringContaining("cannot serve files from public")]);
    expect(((await (await fetch(`${url}/x`)).json()) as { path: string }).path).toBe("/x");
  });
});
