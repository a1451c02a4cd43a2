import { describe, expect, it } from "vitest";
import { staticFiles } from "../../../src/serve/static/index.ts";
import { millis } from "../../../src/core/index.ts";
import { caseFiles, versionOf } from "./case-folder.ts";
import { ask, createFolder, serveFolder } from "./folder.ts";

describe("files of a folder", () => {
  it("[F1] are served under the prefix; everything else is the app's", async () => {
    const files = serveFolder({ "a.txt": "text" });
    expect(await (await ask(files, "/static/a.txt"))?.text()).toBe("text");
    for (const path of ["/", "/a.txt", "/static", "/staticx/a.txt", "/Static/a.txt"]) {
      expect(await ask(files, path), path).toBeUndefined();
    }
  });

  it("[D5] favicon.ico and robots.txt are served at the root, too", async () => {
    const files = serveFolder({ "favicon.ico": "icon", "robots.txt": "robots" });
    const icon = await ask(files, "/favicon.ico");
    expect([icon?.headers.get("content-type"), await icon?.text()]).toEqual([
      "image/vnd.microsoft.icon",
      "icon",
    ]);
    expect(await (await ask(files, "/robots.txt"))?.text()).toBe("robots");
    expect(await (await ask(files, "/static/robots.txt"))?.text()).toBe("robots");
    expect(await ask(files, "/robots.txt", { method: "POST" })).toBeUndefined();
  });

  it("[F13] what the folder does not have at the root is the app's; other names can be added", async () => {
    const rootFiles = ["apple-touch-icon.png", "robots.txt"];
    const files = serveFolder(
      { "apple-touch-icon.png": "touch", "favicon.ico": "" },
      { rootFiles },
    );
    expect(await (await ask(files, "/apple-touch-icon.png"))?.text()).toBe("touch");
    expect(await ask(files, "/robots.txt")).toBeUndefined();
    expect(await ask(files, "/favicon.ico")).toBeUndefined();
  });

  it("at the root of a site leave to the app what they do not have", async () => {
    const files = serveFolder(
      { "index.html": "home", "docs/a.txt": "a", ".env": "secret" },
      { prefix: "/" },
    );
    expect(await (await ask(files, "/"))?.text()).toBe("home");
    for (const path of ["/none", "/docs", "/docs/", "/.env", "/%zz", "//", "/docs/a.txt/"]) {
      expect(await ask(files, path), path).toBeUndefined();
    }
    expect(await ask(files, "/docs/a.txt", { method: "POST" })).toBeUndefined();
  });

  it("leave what they do not have to the app under any prefix, if they are told to", async () => {
    const files = serveFolder({ "a.txt": "a" }, { fallthrough: true });
    expect(await ask(files, "/static/none")).toBeUndefined();
    const handler = files.before(() => new Response("app"));
    const answer = await handler(new Request("http://localhost/static/none"), {} as never);
    expect(await answer.text()).toBe("app");
  });

  it("have a page for what is missing", async () => {
    const files = serveFolder({ "404.html": "<p>no" }, { notFound: "404.html" });
    const answer = await ask(files, "/static/none", {
      headers: { "if-none-match": "*", range: "bytes=0-1" },
    });
    expect([answer?.status, await answer?.text()]).toEqual([404, "<p>no"]);
    expect(answer?.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer?.headers.get("cache-control")).toBe("no-store");
    expect(answer?.headers.get("etag")).toBeNull();
    const missing = serveFolder({}, { notFound: "404.html" });
    expect((await ask(missing, "/static/none"))?.status).toBe(404);
  });

  it("[F7] are saved under their names, if they are told to be or asked to be", async () => {
    const name = 'grüße "100%" €.txt';
    const all = serveFolder({ [name]: "a" }, { download: true });
    const answer = await ask(all, `/static/${encodeURIComponent(name)}`);
    expect(answer?.headers.get("content-disposition")).toBe(
      `attachment; filename="gr__e _100__ _.txt"; filename*=UTF-8''gr%C3%BC%C3%9Fe%20%22100%25%22%20%E2%82%AC.txt`,
    );
    const asked = serveFolder({ "a.txt": "a" }, { download: "query" });
    const plain = (await ask(asked, "/static/a.txt"))?.headers.get("content-disposition");
    const saved = (await ask(asked, "/static/a.txt?attachment"))?.headers.get(
      "content-disposition",
    );
    expect([plain, saved]).toEqual([null, 'attachment; filename="a.txt"']);
    const never = serveFolder({ "a.txt": "a" });
    expect(
      (await ask(never, "/static/a.txt?attachment"))?.headers.get("content-disposition"),
    ).toBeNull();
  });

  it.each([
    ["index.html", "text/html; charset=utf-8"],
    ["app.js", "text/javascript; charset=utf-8"],
    ["app.MJS", "text/javascript; charset=utf-8"],
    ["app.css", "text/css; charset=utf-8"],
    ["data.json", "application/json"],
    ["app.js.map", "application/json"],
    ["site.webmanifest", "application/manifest+json"],
    ["logo.svg", "image/svg+xml"],
    ["module.wasm", "application/wasm"],
    ["font.woff2", "font/woff2"],
    ["film.mp4", "video/mp4"],
    ["a.tar.gz", "application/gzip"],
    ["a.unknown", "application/octet-stream"],
    ["README", "application/octet-stream"],
    ["constructor", "application/octet-stream"],
    ["a.own", "text/own"],
  ])("[F6] %s is %s", async (name, type) => {
    const files = serveFolder({ [name]: "a" }, { types: { own: "text/own" } });
    expect((await ask(files, `/static/${name}`))?.headers.get("content-type")).toBe(type);
  });

  it("bear the fields that the site adds, and its own caching of what has no version", async () => {
    const files = serveFolder(
      { "a.txt": "a", "b-12345678.js": "b" },
      {
        cacheControl: "public, max-age=60",
        immutable: /-\w{8}\./,
        headers: (path) => ({ "x-path": path, "access-control-allow-origin": "*" }),
      },
    );
    const answer = await ask(files, "/static/a.txt");
    expect(answer?.headers.get("x-path")).toBe("a.txt");
    expect(answer?.headers.get("cache-control")).toBe("public, max-age=60");
    const hashed = await ask(files, "/static/b-12345678.js");
    expect(hashed?.headers.get("cache-control")).toContain("immutable");
    expect(files.assetUrl("b-12345678.js")).toBe("/static/b-12345678.js");
  });

  it("are left to the server in front, which sees to conditions and ranges", async () => {
    const fields = { range: "bytes=0-1", "if-none-match": "*" };
    const nginx = serveFolder(
      { "a b.txt": "ab" },
      { offload: { kind: "x-accel-redirect", location: "/files/" } },
    );
    const answer = await ask(nginx, "/static/a%20b.txt", { headers: fields });
    expect([answer?.status, await answer?.text()]).toEqual([200, ""]);
    expect(answer?.headers.get("x-accel-redirect")).toBe("/files/a%20b.txt");
    expect(answer?.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer?.headers.get("etag")).toBeNull();
    const apache = serveFolder({ "a.txt": "ab" }, { offload: { kind: "x-sendfile" } });
    const sent = await ask(apache, "/static/a.txt");
    expect(sent?.headers.get("x-sendfile")).toBe(`${apache.root}/a.txt`);
    expect((await ask(apache, "/static/none"))?.status).toBe(404);
  });

  it("are Responses like others", async () => {
    const files = staticFiles({ root: createFolder(caseFiles) });
    const respond = files.respondDirectly;
    for (const path of ["photo.png", "large.bin"]) {
      const answer = (await respond(new Request(`http://localhost/static/${path}`)))!;
      expect(answer).toBeInstanceOf(Response);
      expect(answer.headers.get("etag")).toMatch(/^"/);
      const copy = answer.clone();
      const again = new Response(answer.body, answer);
      expect(Buffer.from(await again.arrayBuffer()).equals(caseFiles[path] as Buffer)).toBe(true);
      expect(Buffer.from(await copy.bytes()).equals(caseFiles[path] as Buffer)).toBe(true);
      answer.headers.set("cache-control", "changed by somebody");
      const next = await respond(new Request(`http://localhost/static/${path}`));
      expect(next?.headers.get("cache-control")).toBe("no-cache");
      await next?.body?.cancel();
    }
  });

  it.each([
    [{ root: "none" }, "STATIC_FOLDER_MISSING"],
    [{ root: "package.json" }, "STATIC_FOLDER_MISSING"],
    [{ root: "src", prefix: "static" }, "STATIC_PREFIX_INVALID"],
    [{ root: "src", prefix: "/static" }, "STATIC_PREFIX_INVALID"],
    [{ root: "src", release: "1.2" }, "STATIC_RELEASE_INVALID"],
  ])("are refused as %o", (options, code) => {
    expect(() => staticFiles(options)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
  });
});

describe("the URL of a file", () => {
  it("[F2] bears the version of its content, the same in every process", () => {
    const one = serveFolder({ "images/logo.png": "logo" });
    const two = serveFolder({ "images/logo.png": "logo" });
    expect(one.assetUrl("images/logo.png")).toBe(`/static/images/logo.png?v=${versionOf("logo")}`);
    expect(two.assetUrl("/images/logo.png")).toBe(one.assetUrl("images/logo.png"));
  });

  it("[F2] has host, base path or no version when that is wanted", () => {
    const files = serveFolder({ "a b.txt": "a" }, { basePath: "/app" });
    const version = versionOf("a");
    expect(files.assetUrl("a b.txt")).toBe(`/app/static/a%20b.txt?v=${version}`);
    expect(files.assetUrl("a b.txt", { version: false })).toBe("/app/static/a%20b.txt");
    const options = { origin: "https://cdn.example", context: { basePath: "/other" } };
    expect(files.assetUrl("a b.txt", options)).toBe(
      `https://cdn.example/other/static/a%20b.txt?v=${version}`,
    );
  });

  it("[F2] of a file that is missing has no version, and somebody hears of it", () => {
    const missing: string[] = [];
    const files = serveFolder({ "folder/a.txt": "" }, { onMissing: (path) => missing.push(path) });
    expect(files.assetUrl("none.png")).toBe("/static/none.png");
    expect(files.assetUrl("folder")).toBe("/static/folder");
    expect(files.assetUrl("../../etc/passwd")).toBe("/static/../../etc/passwd");
    expect(missing).toEqual(["none.png", "folder", "../../etc/passwd"]);
  });

  it("[F8] bears the version in its path, and is served there", async () => {
    const files = serveFolder({ "css/a.css": "a" }, { versions: "path" });
    const url = files.assetUrl("css/a.css");
    expect(url).toBe(`/static/_v/${versionOf("a")}/css/a.css`);
    const answer = await ask(files, url);
    expect([await answer?.text(), answer?.headers.get("cache-control")]).toEqual([
      "a",
      "public, max-age=31536000, immutable",
    ]);
    expect((await ask(files, "/static/css/a.css"))?.headers.get("cache-control")).toBe("no-cache");
  });

  it("[F9] bears the site's release, so that files name each other by relative paths", async () => {
    const files = serveFolder({ "css/a.css": "a" }, { release: "1.2.3" });
    const url = files.assetUrl("css/a.css");
    expect(url).toBe("/static/_1.2.3/css/a.css");
    expect((await ask(files, url))?.headers.get("cache-control")).toContain("immutable");
    const other = await ask(files, "/static/_1.2.4/css/a.css");
    expect([other?.status, other?.headers.get("cache-control")]).toEqual([200, "no-cache"]);
    expect((await ask(files, "/static/_1.2/css/a.css"))?.status).toBe(404);
  });

  it("is right at once after a change in development", async () => {
    const files = serveFolder({ "a.txt": "a" }, { interval: millis(0) });
    expect((await ask(files, files.assetUrl("a.txt")))?.headers.get("cache-control")).toContain(
      "immutable",
    );
  });

  it.each([
    ["a.css", '<link rel="stylesheet" href="/static/a.css?v=V">'],
    ["a.js", '<script type="module" src="/static/a.js?v=V"></script>'],
    ["a.png", '<img src="/static/a.png?v=V" alt="">'],
    ["favicon.ico", '<link rel="icon" href="/static/favicon.ico?v=V">'],
    [
      "a.woff2",
      '<link rel="preload" as="font" type="font/woff2" crossorigin href="/static/a.woff2?v=V">',
    ],
  ])("stands in the element for %s", (path, expected) => {
    const files = serveFolder({ [path]: "a" });
    expect(files.tag(path).replace(versionOf("a"), "V")).toBe(expected);
  });

  it("stands in an element whose attributes nothing can end", () => {
    const files = serveFolder({ "a.png": "a" });
    expect(files.tag("a.png", { alt: '"><script>' })).toContain('alt="&quot;&gt;&lt;script&gt;"');
    expect(() => files.tag("a.zip")).toThrow("no HTML element includes a.zip");
  });
});
