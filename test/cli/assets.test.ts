import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { seconds } from "../../src/core/index.ts";
import { until } from "../../src/laws/deadline.ts";
import { listAssets, staticFiles } from "../../src/serve/static/index.ts";
import { createProject, LandfallProcess, run } from "./landfall-process.ts";

const script = "export const greeting = 'hello';\n".repeat(50);

describe("landfall assets", () => {
  it("[F10] compress writes siblings once, says so, and removes those whose file is gone", async () => {
    const cwd = createProject({ "public/app.js": script, "public/a b\n.css": script });
    const first = await run(["assets", "compress", "public"], { cwd });
    expect([first.code, first.stdout]).toEqual([0, expect.stringContaining("6 written, 0 kept")]);
    expect(first.stdout).toContain('written "a b\\n.css.br"');
    const second = await run(["assets", "compress", "public"], { cwd });
    expect([second.code, second.stdout]).toEqual([0, expect.stringContaining("0 written, 6 kept")]);
    rmSync(join(cwd, "public/app.js"));
    const third = await run(["assets", "compress", "public", "--json"], { cwd });
    const { folders } = JSON.parse(third.stdout) as { folders: { orphans: string[] }[] };
    expect(folders[0]?.orphans).toEqual(["app.js.br", "app.js.gz", "app.js.zst"]);
    expect(existsSync(join(cwd, "public/app.js.gz"))).toBe(false);
  });

  it("[F10] compress --dry-run changes nothing", async () => {
    const cwd = createProject({ "public/app.js": script });
    const { code, stdout } = await run(["assets", "compress", "public", "--dry-run"], { cwd });
    expect([code, stdout]).toEqual([0, expect.stringContaining("would be written app.js.br")]);
    expect(readdirSync(join(cwd, "public"))).toEqual(["app.js"]);
  });

  it("takes the folders that serve would serve; without any, or with a wrong one, it exits 2", async () => {
    const config = JSON.stringify({ static: ["one", "two:/two/"] });
    const files = { "one/a.js": script, "two/b.js": script, "landfall.config.json": config };
    const cwd = createProject(files);
    expect((await run(["assets", "compress"], { cwd })).code).toBe(0);
    expect(existsSync(join(cwd, "two/b.js.br"))).toBe(true);
    const { stdout } = await run(["assets", "list"], { cwd });
    expect(stdout).toMatch(/^\/static\/a\.js\?v=\S{16} +1650 +br \d+, zstd \d+, gzip \d+$/m);
    expect(stdout).toMatch(/^\/two\/b\.js\?v=/m);
    const empty = createProject({ "package.json": "{}" });
    for (const args of [
      ["compress"],
      ["compress", "none"],
      ["compress", "a:b/c:/d"],
      ["list", "none"],
    ]) {
      const { code, stderr } = await run(["assets", ...args], { cwd: empty });
      expect([args, code, stderr]).toEqual([args, 2, expect.stringContaining("hint: ")]);
    }
  });

  it("[F2] manifest prints or writes the URLs", async () => {
    const cwd = createProject({ "public/app.js": script });
    const printed = await run(["assets", "manifest", "public:/files/"], { cwd });
    const manifest = JSON.parse(printed.stdout) as Record<string, string>;
    expect(manifest).toEqual({
      "app.js": expect.stringMatching(/^\/files\/app\.js\?v=[\w-]{16}$/),
    });
    const args = ["assets", "manifest", "public:/files/", "--out", "manifest.json"];
    expect((await run(args, { cwd })).code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, "manifest.json"), "utf8"))).toEqual(manifest);
  });

  it("[F10] compress --watch follows every change", async () => {
    const cwd = createProject({ "public/app.js": script });
    const process = new LandfallProcess(["assets", "compress", "public", "--watch"], { cwd });
    await until("it watches", () => process.stderr.includes("watching"), seconds(20));
    const sibling = join(cwd, "public/app.js.gz");
    writeFileSync(join(cwd, "public/app.js"), script.replaceAll("hello", "hullo"));
    const isCurrent = (): boolean => gunzipSync(readFileSync(sibling)).includes("hullo");
    await until("the sibling is current", isCurrent, seconds(20));
    rmSync(join(cwd, "public/app.js"));
    await until("the sibling is gone", () => !existsSync(sibling), seconds(20));
    process.child.kill("SIGKILL");
    await process.ended;
  });

  it("[F10] a run that is killed leaves nothing torn, and the next one ends its work", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `public/${index}.js`,
        Array.from({ length: 4_000 }, (__, line) => `const a${line} = ${line * index};\n`).join(""),
      ]),
    );
    const cwd = createProject(files);
    const root = join(cwd, "public");
    for (const after of [1, 20, 60]) {
      const process = new LandfallProcess(["assets", "compress", "public"], { cwd });
      const count = (): number =>
        readdirSync(root).filter((name) => /(?:br|zst|gz)$/.test(name)).length;
      await until("some are written", () => count() >= after, seconds(20));
      process.child.kill("SIGKILL");
      await process.ended;
      const facts = await listAssets(staticFiles({ root }));
      expect(facts.flatMap(({ siblings }) => Object.values(siblings))).not.toContain("stale");
      expect(facts).toHaveLength(60);
    }
    rmSync(join(root, "0.js"));
    const { code, stdout } = await run(["assets", "compress", "public", "--json"], { cwd });
    const { folders } = JSON.parse(stdout) as {
      folders: { siblings: unknown[]; orphans: string[] }[];
    };
    expect([code, folders[0]?.siblings.length]).toEqual([0, 59 * 3]);
    expect(readdirSync(root).filter((name) => name.startsWith("0.js"))).toEqual([]);
  });
});
