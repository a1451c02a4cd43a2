import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { Client } from "../../../src/laws/server/client.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";
import { type StaticFiles, staticFiles } from "../../../src/serve/static/index.ts";
import { start } from "../engines/node/started.ts";
import { createHostileFolder, hostilePaths, resolveIndependently } from "./hostile-folder.ts";

const { root, remove } = createHostileFolder();
afterAll(remove);

/** What may be heard of a path: the file that the independent resolver allows, or no file. */
function assertHarmless(path: string, status: number, body: string): void {
  if (status !== 200) return expect([301, 400, 403, 404, 405], path).toContain(status);
  const allowed = resolveIndependently(root, path, "/static/");
  expect(allowed, path).toBeDefined();
  expect(body, path).toBe(readFileSync(allowed as string, "utf8"));
  expect(body, path).not.toMatch(/\/\.(?:git|env)/);
}

async function tryPath(files: StaticFiles, path: string): Promise<number> {
  const answer = await files.respond(new Request(`http://localhost${path}`));
  if (answer === undefined) return 0;
  const location = answer.headers.get("location");
  if (location !== null) expect(new URL(location, "http://localhost").host, path).toBe("localhost");
  assertHarmless(path, answer.status, await answer.text());
  return answer.status;
}

describe("[F6] hostile paths", () => {
  it("of ten thousand none leaves the folder, by the judgement of another resolver", async () => {
    const files = staticFiles({ root, rootFiles: ["a.txt", "out-file"] });
    const seen = new Map<number, number>();
    for (const path of hostilePaths(10_000)) {
      if (!URL.canParse(`http://localhost${path}`)) continue;
      const status = await tryPath(files, path);
      seen.set(status, (seen.get(status) ?? 0) + 1);
    }
    for (const status of [200, 301, 400, 403, 404])
      expect(seen.get(status), `${status}`).toBeGreaterThan(50);
  });

  it("of a thousand on the wire none leaves the folder either", async () => {
    const files = [staticFiles({ root, prefix: "/static/" })];
    const handler = createPipeline(() => new Response("app", { status: 404 }), {
      onError: () => {},
      files,
    });
    await using started = await start(handler);
    let client = await Client.open(started.address);
    for (const path of hostilePaths(1_000)) {
      if (/[\s\u0100-\uffff]/.test(path)) continue;
      const { head, body } = await client.ask("GET", path);
      assertHarmless(path, head.status, body);
      if (head.values("connection").includes("close")) {
        client[Symbol.dispose]();
        client = await Client.open(started.address);
      }
    }
    client[Symbol.dispose]();
    expect(started.errors).toEqual([]);
  });

  it.each([
    ["a link to a file outside", "out-file", 403],
    ["a link to a folder outside", "out-folder/deep/secret.txt", 403],
    ["a link to a folder whose name begins like this one's", "docs/out-sibling", 403],
    ["an absolute link", "out-absolute/secret.txt", 403],
    ["a link to a process's own folder", "out-proc/environ", 403],
    ["a link around, back into the folder", "out-absolute/root/a.txt", 200],
    ["a link that stays inside", "in-file", 200],
    ["a folder's link that stays inside", "in-folder/deep/c.txt", 200],
    ["links in a circle", "loop-a", 404],
    ["a link to nothing", "dangling", 404],
    ["a pipe, which nobody writes into", "pipe", 403],
    ["a name of 64 KB", "x".repeat(65_536), 404],
    ["64 KB of folders", "x/".repeat(32_768), 404],
    ["64 KB of escapes", "%41".repeat(21_845), 404],
    ["a name that is longer than names can be", "x".repeat(300), 404],
  ])("%s", async (_name, path, status) => {
    const answer = await staticFiles({ root }).respond(
      new Request(`http://localhost/static/${path}`),
    );
    expect(answer?.status).toBe(status);
  });

  it.each([
    "//evil.example",
    "/static//evil.example",
    "/%2fevil.example",
    "/\\evil.example",
    "/static/..//evil.example",
  ])("no redirect of %s leads to another site", async (path) => {
    const files = staticFiles({ root, prefix: "/" });
    const answer = await files.respond(new Request(`http://localhost${path}`));
    expect(answer?.headers.get("location") ?? null).toBeNull();
  });
});
