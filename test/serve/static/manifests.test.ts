import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  assetUrl,
  createManifest,
  loadViteManifest,
  useAssets,
  writeManifest,
} from "../../../src/serve/static/index.ts";
import { versionOf } from "./case-folder.ts";
import { ask, createFolder, serveFolder } from "./folder.ts";

describe("the manifest", () => {
  it("lists every file that is served with its URL, as JSON that is whole at every moment", async () => {
    const files = serveFolder({
      "b.js": "b",
      "b.js.gz": "of b",
      "a/c.txt": "c",
      "alone.gz": "archive",
      ".env": "secret",
      ".git/config": "secret",
      ".well-known/x": "x",
    });
    const folder = createFolder({ "manifest.json": "old" });
    const manifest = await writeManifest(files, join(folder, "manifest.json"));
    expect(manifest).toEqual(await createManifest(files));
    expect(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"))).toEqual({
      ".well-known/x": `/static/.well-known/x?v=${versionOf("x")}`,
      "a/c.txt": `/static/a/c.txt?v=${versionOf("c")}`,
      "alone.gz": `/static/alone.gz?v=${versionOf("archive")}`,
      "b.js": `/static/b.js?v=${versionOf("b")}`,
    });
    expect(readdirSync(folder)).toEqual(["manifest.json"]);
  });
});

describe("Vite's manifest", () => {
  const built = {
    "_shared-B7PI925R.js": {
      file: "assets/shared-B7PI925R.js",
      css: ["assets/shared-ChJ_j-JJ.css"],
    },
    "_deep-AAAAAAAA.js": { file: "assets/deep-AAAAAAAA.js", imports: ["_shared-B7PI925R.js"] },
    "src/main.ts": {
      file: "assets/main-BRBmoGS9.js",
      src: "src/main.ts",
      isEntry: true,
      imports: ["_shared-B7PI925R.js", "_deep-AAAAAAAA.js"],
      css: ["assets/main-5UjPuW-k.css"],
    },
    "src/print.css": { file: "assets/print-CCCCCCCC.css", isEntry: true },
    "public.txt": { file: "public.txt" },
  };

  function load(manifest: unknown): ReturnType<typeof loadViteManifest> {
    const folder = createFolder({ "manifest.json": JSON.stringify(manifest) });
    return loadViteManifest({ file: join(folder, "manifest.json") });
  }

  it("gives the URL of what was built, and styles, script and preloads for a page", () => {
    const vite = load(built);
    expect(vite.assetUrl("src/main.ts")).toBe("/static/assets/main-BRBmoGS9.js");
    expect(vite.tags("src/main.ts").split("\n")).toEqual([
      '<link rel="stylesheet" href="/static/assets/main-5UjPuW-k.css">',
      '<link rel="stylesheet" href="/static/assets/shared-ChJ_j-JJ.css">',
      '<script type="module" src="/static/assets/main-BRBmoGS9.js"></script>',
      '<link rel="modulepreload" href="/static/assets/shared-B7PI925R.js">',
      '<link rel="modulepreload" href="/static/assets/deep-AAAAAAAA.js">',
    ]);
    expect(vite.tags("src/print.css")).toBe(
      '<link rel="stylesheet" href="/static/assets/print-CCCCCCCC.css">',
    );
  });

  it("says which files may be kept for ever", async () => {
    const files = serveFolder(
      { "assets/main-BRBmoGS9.js": "built", "public.txt": "public" },
      { immutable: load(built) },
    );
    const kept = await ask(files, "/static/assets/main-BRBmoGS9.js");
    expect(kept?.headers.get("cache-control")).toContain("immutable");
    expect((await ask(files, "/static/public.txt"))?.headers.get("cache-control")).toBe("no-cache");
  });

  it("is refused when it is absent or no manifest, or lacks the entry", () => {
    expect(() => loadViteManifest({ file: "/nowhere/manifest.json" })).toThrow(
      "cannot read the manifest",
    );
    expect(() => load({ a: { src: "a" } })).toThrow("a row names no file");
    expect(() => load(built).assetUrl("src/other.ts")).toThrow('no entry "src/other.ts"');
    const circle = { a: { file: "a.js", imports: ["b"] }, b: { file: "b.js", imports: ["a"] } };
    expect(load(circle).tags("a")).toContain("b.js");
  });
});

describe("assetUrl", () => {
  it("speaks of the files that the process serves, and says when there are none", () => {
    const current = Symbol.for("landfall.assets");
    Reflect.deleteProperty(globalThis, current);
    expect(() => assetUrl("a.txt")).toThrow(
      expect.objectContaining({ code: "ASSETS_NOT_CONFIGURED" }),
    );
    const files = serveFolder({ "a.txt": "a" });
    useAssets(files);
    expect(assetUrl("a.txt")).toBe(files.assetUrl("a.txt"));
    Reflect.deleteProperty(globalThis, current);
  });
});
