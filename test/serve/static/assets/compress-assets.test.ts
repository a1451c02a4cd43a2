import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as zlib from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { until } from "../../../../src/laws/deadline.ts";
import {
  type AssetsReport,
  compressAssets,
  listAssets,
  staticFiles,
  watchFolder,
} from "../../../../src/serve/static/index.ts";
import { ask, createFolder, longAgo } from "../folder.ts";

const script = "export const greeting = 'hello';\n".repeat(50);
const decoders = {
  ".br": zlib.brotliDecompressSync,
  ".zst": zlib.zstdDecompressSync,
  ".gz": zlib.gunzipSync,
};

function compressIn(folder: string, dryRun = false): Promise<AssetsReport> {
  return compressAssets(folder, { cwd: "/", dryRun });
}

/** Paths of siblings that a run has dealt with in this way. */
function those(report: AssetsReport, wanted: string): readonly string[] {
  return report.siblings.filter(({ kind }) => kind === wanted).map(({ path }) => path);
}

function names(folder: string): readonly string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).toSorted();
}

describe("[F10] compressed siblings", () => {
  it("hold what their files hold, with their times and rights", async () => {
    const folder = createFolder({
      "app.js": script,
      "css/site.css": `${script}/**/`,
      "a.png": script,
    });
    const report = await compressIn(folder);
    expect(those(report, "written")).toEqual(
      ["app.js", "css/site.css"].flatMap((path) => [".br", ".zst", ".gz"].map((end) => path + end)),
    );
    for (const [end, decode] of Object.entries(decoders)) {
      expect(decode(readFileSync(join(folder, `app.js${end}`))).toString()).toBe(script);
      const { mtimeMs, mode } = statSync(join(folder, `app.js${end}`));
      expect([mtimeMs, mode]).toEqual([longAgo.getTime(), statSync(join(folder, "app.js")).mode]);
    }
    expect(names(folder)).not.toContain("a.png.gz");
  });

  it("a second run does nothing, whatever the times say", async () => {
    const folder = createFolder({ "app.js": script });
    await compressIn(folder);
    utimesSync(join(folder, "app.js"), new Date(), new Date());
    const before = names(folder).map((name) => statSync(join(folder, name)).ino);
    const report = await compressIn(folder);
    expect(those(report, "kept")).toEqual(["app.js.br", "app.js.zst", "app.js.gz"]);
    expect(names(folder).map((name) => statSync(join(folder, name)).ino)).toEqual(before);
  });

  it("other content of the same length and time is noticed", async () => {
    const folder = createFolder({ "app.js": script });
    await compressIn(folder);
    writeFileSync(join(folder, "app.js"), script.replaceAll("hello", "hullo"));
    utimesSync(join(folder, "app.js"), longAgo, longAgo);
    const report = await compressIn(folder);
    expect(those(report, "written")).toHaveLength(3);
    expect(zlib.gunzipSync(readFileSync(join(folder, "app.js.gz"))).toString()).toContain("hullo");
  });

  it("torn, foreign and empty ones are written anew", async () => {
    const folder = createFolder({
      "app.js": script,
      "app.js.gz": zlib.gzipSync(script).subarray(0, 40),
      "app.js.br": "",
      "app.js.zst": zlib.zstdCompressSync("something else"),
    });
    expect(those(await compressIn(folder), "written")).toHaveLength(3);
    expect(those(await compressIn(folder), "kept")).toHaveLength(3);
  });

  it("those that save nothing are not written, and are removed", async () => {
    const folder = createFolder({
      "tiny.js": "a",
      "tiny.js.gz": zlib.gzipSync("a"),
      "empty.css": "",
    });
    const report = await compressIn(folder);
    expect(those(report, "removed")).toEqual(["tiny.js.gz"]);
    expect(names(folder)).toEqual([".landfall-assets.json", "empty.css", "tiny.js"]);
  });

  it("those whose file is gone are removed if a run has made them, and nobody else's", async () => {
    const dump = zlib.gzipSync("insert into a values (1);\n".repeat(100));
    const folder = createFolder({ "old.js": script, "kept.js": script, "dump.sql.gz": dump });
    await compressIn(folder);
    rmSync(join(folder, "old.js"));
    rmSync(join(folder, "kept.js"));
    writeFileSync(join(folder, "kept.js.gz"), zlib.gzipSync("somebody's own"));
    const report = await compressIn(folder);
    expect(report.orphans).toEqual([
      "kept.js.br",
      "kept.js.zst",
      "old.js.br",
      "old.js.gz",
      "old.js.zst",
    ]);
    expect(names(folder)).toEqual([".landfall-assets.json", "dump.sql.gz", "kept.js.gz"]);
    expect((await compressIn(folder)).orphans).toEqual([]);
  });

  it("a dry run says the same and changes nothing", async () => {
    const files = { "app.js": script, "tiny.js": "a", "tiny.js.gz": zlib.gzipSync("a") };
    const folder = createFolder(files);
    const before = names(folder);
    const dry = await compressIn(folder, true);
    expect(names(folder)).toEqual(before);
    expect(dry).toEqual(await compressIn(folder));
  });

  it("a damaged record costs nothing but what it would have known", async () => {
    for (const record of [
      "",
      "{",
      "null",
      '{"sources":[1]}',
      '{"sources":{"__proto__":"x","a":7}}',
    ]) {
      const folder = createFolder({ "app.js": script, ".landfall-assets.json": record });
      await compressIn(folder);
      expect(those(await compressIn(folder), "kept")).toHaveLength(3);
    }
  });

  it("names may hold anything that a file system takes", async () => {
    const hostile = [
      "a b.js",
      "a\nb.js",
      "a\\b.js",
      "%2e.js",
      "ünï.js",
      "'\"$(x)`.js",
      "-rf.js",
      "a.br.js",
    ];
    const folder = createFolder(Object.fromEntries(hostile.map((name) => [name, script])));
    const report = await compressIn(folder);
    expect(report.failures).toEqual([]);
    expect(those(report, "written")).toHaveLength(hostile.length * 3);
    expect(those(await compressIn(folder), "kept")).toHaveLength(hostile.length * 3);
  });

  it("links within the folder count, links that lead out do not, and none is written through", async () => {
    const outside = createFolder({ "secret.js": script, "victim.gz": "precious" });
    const folder = createFolder({ "app.js": script });
    symlinkSync("app.js", join(folder, "link.js"));
    symlinkSync(join(outside, "secret.js"), join(folder, "out.js"));
    symlinkSync(outside, join(folder, "folder"));
    symlinkSync(join(outside, "victim.gz"), join(folder, "app.js.gz"));
    const report = await compressIn(folder);
    expect(those(report, "written").filter((path) => path.startsWith("link.js"))).toHaveLength(3);
    expect(report.siblings.some(({ path }) => /^(?:out|folder)/.test(path))).toBe(false);
    expect(readFileSync(join(outside, "victim.gz"), "utf8")).toBe("precious");
    expect(names(outside)).toEqual(["secret.js", "victim.gz"]);
    expect(zlib.gunzipSync(readFileSync(join(folder, "app.js.gz"))).toString()).toBe(script);
  });

  it("a second name of the same file is not changed with it", async () => {
    const folder = createFolder({ "app.js": script, "app.js.gz": "other" });
    linkSync(join(folder, "app.js.gz"), join(folder, "precious"));
    await compressIn(folder);
    expect(readFileSync(join(folder, "precious"), "utf8")).toBe("other");
  });

  it("a folder in the way fails that file only, and what killed runs left goes", async () => {
    const left = ".landfall-0123456789abcdef.new";
    const folder = createFolder({ "a.js": script, "b.js": script, [left]: "torn" });
    mkdirSync(join(folder, "a.js.br"));
    utimesSync(join(folder, left), longAgo, longAgo);
    const report = await compressIn(folder);
    expect(report.failures).toEqual([{ path: "a.js", reason: expect.stringContaining("a.js.br") }]);
    expect(existsSync(join(folder, "b.js.br"))).toBe(true);
  });

  it("no sibling is stale after a run, whatever was there before", async () => {
    const content = fc.constantFrom(script, `${script}1`, "short", "");
    const sibling = fc.option(
      fc.oneof(
        content.map((text) => zlib.gzipSync(text)),
        fc.uint8Array({ maxLength: 40 }),
      ),
      { nil: undefined },
    );
    const states = fc.dictionary(
      fc.constantFrom("a.js", "b.css", "c/d.html"),
      fc.tuple(content, sibling),
    );
    await fc.assert(
      fc.asyncProperty(states, states, async (first, second) => {
        const folder = createFolder({});
        for (const state of [first, second]) {
          for (const path of ["a.js", "b.css", "c/d.html"])
            rmSync(join(folder, path), { force: true });
          for (const [path, [text, coded]] of Object.entries(state)) {
            mkdirSync(join(folder, "c"), { recursive: true });
            writeFileSync(join(folder, path), text);
            if (coded !== undefined) writeFileSync(join(folder, `${path}.gz`), coded);
          }
          await compressIn(folder);
          const facts = await listAssets(staticFiles({ root: folder }));
          const all = facts.flatMap(({ siblings }) => Object.values(siblings));
          expect(all).not.toContain("stale");
          for (const { size, siblings } of facts) {
            for (const coded of Object.values(siblings)) expect(coded).toBeLessThan(size);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it("[F11] are what the server sends", async () => {
    const folder = createFolder({ "app.js": script });
    await compressIn(folder);
    const files = staticFiles({ root: folder });
    for (const [coding, end] of [
      ["br", ".br"],
      ["zstd", ".zst"],
      ["gzip", ".gz"],
    ] as const) {
      const headers = { "accept-encoding": coding };
      const answer = await ask(files, "/static/app.js", { headers });
      expect(answer?.headers.get("content-encoding")).toBe(coding);
      const bytes = Buffer.from((await answer?.arrayBuffer()) ?? new ArrayBuffer(0));
      expect(bytes.equals(readFileSync(join(folder, `app.js${end}`)))).toBe(true);
    }
    expect((await ask(files, "/static/.landfall-assets.json"))?.status).toBe(404);
  });
});

describe("a watched folder", () => {
  it("tells of files that are written, renamed and removed, below it too", async () => {
    const folder = createFolder({ "a.js": "a", "deep/b.js": "b" });
    let told = 0;
    const changes = watchFolder(folder, "/");
    const done = (async () => {
      for await (const _ of changes) {
        told += 1;
        if (told === 3) return;
      }
    })();
    await until("the watch has begun", () => {
      writeFileSync(join(folder, "a.js"), String(Math.random()));
      return told >= 1;
    });
    let before = told;
    renameSync(join(folder, "a.js"), join(folder, "c.js"));
    await until("the rename is told", () => told > before || told === 3);
    before = told;
    await until("what is below is told", () => {
      writeFileSync(join(folder, "deep/b.js"), String(Math.random()));
      return told === 3;
    });
    await done;
  });
});
