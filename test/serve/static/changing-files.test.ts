import { renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { millis, seconds } from "../../../src/core/index.ts";
import { installWebGlobals } from "../../../src/http/index.ts";
import { Client, requestHead } from "../../../src/laws/server/client.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";
import { staticFiles } from "../../../src/serve/static/index.ts";
import { FakeClock } from "../engines/node/fake-clock.ts";
import { start } from "../engines/node/started.ts";
import { bytesOf, versionOf } from "./case-folder.ts";
import { ask, createFolder, longAgo, serveFolder, writeInto } from "./folder.ts";

const pinned = "public, max-age=31536000, immutable";

describe("a file that changes", () => {
  it("[C6] has its new content, tag and version at once in development", async () => {
    const files = serveFolder({ "app.js": "one" }, { interval: millis(0) });
    const before = await ask(files, "/static/app.js");
    const url = files.assetUrl("app.js");
    writeInto(files.root, { "app.js": "two" });
    const after = await ask(files, "/static/app.js");
    expect(await after?.text()).toBe("two");
    expect(after?.headers.get("etag")).not.toBe(before?.headers.get("etag"));
    expect(files.assetUrl("app.js")).toBe(`/static/app.js?v=${versionOf("two")}`);
    expect(url).toBe(`/static/app.js?v=${versionOf("one")}`);
  });

  it("[C6] is looked at once per interval in production, without a restart", async () => {
    const clock = new FakeClock();
    const files = serveFolder({ "app.js": "one" }, { interval: seconds(1), clock });
    const read = async (): Promise<string | undefined> =>
      (await ask(files, "/static/app.js"))?.text();
    expect(await read()).toBe("one");
    const url = files.assetUrl("app.js");
    writeInto(files.root, { "app.js": "two" });
    clock.advance(999);
    expect([await read(), files.assetUrl("app.js")]).toEqual(["one", url]);
    clock.advance(1);
    expect([await read(), files.assetUrl("app.js")]).toEqual([
      "two",
      `/static/app.js?v=${versionOf("two")}`,
    ]);
  });

  it("is noticed when size and time are those of the old one", async () => {
    const files = serveFolder({ "app.js": "one" }, { interval: millis(0) });
    await ask(files, "/static/app.js");
    writeFileSync(join(files.root, "new"), "two");
    utimesSync(join(files.root, "new"), longAgo, longAgo);
    renameSync(join(files.root, "new"), join(files.root, "app.js"));
    expect(await (await ask(files, "/static/app.js"))?.text()).toBe("two");
    expect(files.assetUrl("app.js")).toContain(versionOf("two"));
  });

  it("is noticed when it changes twice within one tick of the file system's clock", async () => {
    const files = serveFolder({ "app.js": "one" }, { interval: millis(0) });
    for (const content of Array.from({ length: 300 }, (_item, index) => String(1_000 + index))) {
      writeFileSync(join(files.root, "app.js"), content);
      expect(await (await ask(files, "/static/app.js"))?.text()).toBe(content);
      expect(files.assetUrl("app.js")).toContain(versionOf(content));
    }
  });

  it("appears and vanishes", async () => {
    const clock = new FakeClock();
    const files = serveFolder({ "a.txt": "a" }, { clock });
    expect((await ask(files, "/static/b.txt"))?.status).toBe(404);
    writeInto(files.root, { "b.txt": "b" });
    clock.advance(1_000);
    expect((await ask(files, "/static/b.txt"))?.status).toBe(200);
    rmSync(join(files.root, "b.txt"));
    clock.advance(1_000);
    expect((await ask(files, "/static/b.txt"))?.status).toBe(404);
  });

  it("never has a sibling of its old content, whatever the times say", async () => {
    const clock = new FakeClock();
    const text = "let a = 1;".repeat(50);
    const files = serveFolder({ "a.js": text, "a.js.gz": gzipSync(text) }, { clock });
    const coding = async (): Promise<string | null | undefined> => {
      clock.advance(1_000);
      const answer = await ask(files, "/static/a.js", { headers: { "accept-encoding": "gzip" } });
      return answer?.headers.get("content-encoding");
    };
    expect(await coding()).toBe("gzip");
    const changed = text.replace("1", "2");
    writeInto(files.root, { "a.js": changed }, new Date(longAgo.getTime() - 10_000));
    expect(await coding()).toBeNull();
    writeInto(files.root, { "a.js.gz": gzipSync(changed) }, new Date(longAgo.getTime() - 20_000));
    expect(await coding()).toBe("gzip");
    rmSync(join(files.root, "a.js.gz"));
    expect(await coding()).toBeNull();
  });

  it("has no date that tells nothing, and a tag of its content, when its time is that of an archive", async () => {
    const large = 300_000;
    const epoch = new Date(1_000);
    const root = createFolder({});
    writeInto(root, { "a.txt": "one", "large.bin": bytesOf(large, 1) }, epoch);
    const files = staticFiles({ root, interval: millis(0) });
    const tags = async (): Promise<readonly (string | null | undefined)[]> =>
      Promise.all(
        ["/static/a.txt", "/static/large.bin"].map(async (path) => {
          const answer = await ask(files, path, { method: "HEAD" });
          expect(answer?.headers.get("last-modified")).toBeNull();
          return answer?.headers.get("etag");
        }),
      );
    const before = await tags();
    writeInto(root, { "a.txt": "two", "large.bin": bytesOf(large, 2) }, epoch);
    const after = await tags();
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });

  it("is kept in memory within bounds", async () => {
    const contents = Object.fromEntries(
      Array.from({ length: 20 }, (_item, index) => [`${index}.bin`, bytesOf(1_000)]),
    );
    const files = serveFolder(contents, { maxMemory: 5_000 as never, clock: new FakeClock() });
    for (const path of Object.keys(contents))
      expect((await ask(files, `/static/${path}`))?.status).toBe(200);
    expect(files.memory).toBeLessThanOrEqual(5_000);
    expect(files.memory).toBeGreaterThan(0);
  });
});

describe("[F3] a rolling deployment", () => {
  const oldApp = bytesOf(300_000, 1);
  const newApp = bytesOf(300_000, 2);
  const generations = (): readonly [
    ReturnType<typeof serveFolder>,
    ReturnType<typeof serveFolder>,
  ] => [
    serveFolder({ "app.js": "old", "big.js": oldApp }),
    serveFolder({ "app.js": "new", "big.js": newApp, "added.js": "added" }),
  ];

  it.each(["query", "path"] as const)(
    "never lets a client keep the old content under the new version (%s)",
    async (style) => {
      const [before, after] = generations();
      const urlOf = (files: typeof after, path: string): string =>
        staticFiles({ root: files.root, versions: style }).assetUrl(path);
      for (const path of ["app.js", "big.js"]) {
        const url = urlOf(after, path);
        const early = await ask(before, url);
        expect(early?.headers.get("cache-control")).toBe("no-cache");
        const tag = early?.headers.get("etag") ?? "";
        const late = await ask(after, url, { headers: { "if-none-match": tag } });
        expect([late?.status, late?.headers.get("cache-control")]).toEqual([200, pinned]);
        const back = await ask(before, url, { headers: { "if-none-match": tag } });
        expect([back?.status, back?.headers.get("cache-control")]).toEqual([304, "no-cache"]);
        await Promise.all([early, late].map((answer) => answer?.body?.cancel()));
      }
    },
  );

  it("never lets a client keep the new content under the old version", async () => {
    const [before, after] = generations();
    const late = await ask(after, before.assetUrl("app.js"));
    expect([await late?.text(), late?.headers.get("cache-control")]).toEqual(["new", "no-cache"]);
  });

  it("never lets anybody keep that a new file is missing", async () => {
    const [before, after] = generations();
    const early = await ask(before, after.assetUrl("added.js"));
    expect([early?.status, early?.headers.get("cache-control")]).toEqual([404, "no-store"]);
    expect((await ask(after, after.assetUrl("added.js")))?.headers.get("cache-control")).toBe(
      pinned,
    );
  });

  it("into the same folder is seen as soon as somebody asks for the new version", async () => {
    const clock = new FakeClock();
    const files = serveFolder({ "app.js": "old" }, { clock });
    expect((await ask(files, files.assetUrl("app.js")))?.headers.get("cache-control")).toBe(pinned);
    writeInto(files.root, { "app.js": "new" });
    const answer = await ask(files, `/static/app.js?v=${versionOf("new")}`);
    expect([await answer?.text(), answer?.headers.get("cache-control")]).toEqual(["new", pinned]);
  });
});

describe.each([
  ["our Response", installWebGlobals],
  ["Node's own Response", () => () => {}],
] as const)("a file that changes while it is sent with %s", (_response, install) => {
  let restore = (): void => {};
  beforeAll(() => void (restore = install()));
  afterAll(() => restore());

  const size = 24 * 1_024 * 1_024;

  async function beginReading(query = ""): Promise<{
    client: Client;
    file: string;
    errors: string[];
    head: Awaited<ReturnType<Client["head"]>>;
    [Symbol.asyncDispose](): Promise<void>;
  }> {
    const root = createFolder({ "big.bin": Buffer.alloc(size, "x") });
    const onError = (error: unknown): void => void errors.push(String(error));
    const errors: string[] = [];
    const files = [staticFiles({ root })];
    const handler = createPipeline(() => new Response("app"), { onError, files });
    const started = await start(handler, undefined, { onError });
    const client = await Client.open(started.address);
    client.send(requestHead("GET", `/static/big.bin${query}`));
    const head = await client.head();
    expect(head.values("content-length")).toEqual([String(size)]);
    const dispose = async (): Promise<void> => {
      client[Symbol.dispose]();
      await started.server.close();
    };
    return { client, head, file: join(root, "big.bin"), errors, [Symbol.asyncDispose]: dispose };
  }

  it("and becomes shorter cuts the connection instead of lying about its length", async () => {
    await using reading = await beginReading();
    reading.client.socket.pause();
    truncateSync(reading.file, 1_024);
    reading.client.socket.resume();
    await expect(reading.client.answer("GET", reading.head)).rejects.toThrow("ended before");
    expect(reading.errors).toEqual([expect.stringContaining("became shorter while it was sent")]);
  });

  it("and is written into under its version cuts the connection before a client keeps the mixture", async () => {
    const version = versionOf(Buffer.alloc(size, "x"));
    await using reading = await beginReading(`?v=${version}`);
    expect(reading.head.values("cache-control")).toEqual([pinned]);
    reading.client.socket.pause();
    writeFileSync(reading.file, Buffer.alloc(size, "y"));
    reading.client.socket.resume();
    await expect(reading.client.answer("GET", reading.head)).rejects.toThrow("ended before");
    expect(reading.errors).toEqual([expect.stringContaining("changed while it was sent")]);
  });

  it("and vanishes, or is replaced by a rename, is sent as it was", async () => {
    await using reading = await beginReading();
    reading.client.socket.pause();
    renameSync(reading.file, `${reading.file}.old`);
    rmSync(`${reading.file}.old`);
    writeFileSync(reading.file, "new");
    reading.client.socket.resume();
    const { body } = await reading.client.answer("GET", reading.head);
    expect(body === "x".repeat(size)).toBe(true);
    expect(reading.errors).toEqual([]);
  });
});
