import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import express from "express";
import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import type { TcpAddress } from "../../../src/core/index.ts";
import type { Handler } from "../../../src/http/index.ts";
import { fromNodeListener } from "../../../src/http/index.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";
import { toExpressMiddleware, toHonoMiddleware } from "../../../src/serve/static/index.ts";
import { start } from "../engines/node/started.ts";
import { bytesOf } from "./case-folder.ts";
import { serveFolder } from "./folder.ts";

const large = bytesOf(400_000);
const files = () => serveFolder({ "a.txt": "a", "docs/index.html": "docs", "large.bin": large });

async function listen(app: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(app as () => void).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("static files in frameworks", () => {
  it("of Hono, as middleware", async () => {
    const app = new Hono();
    app.use(toHonoMiddleware(files()));
    app.get("*", (context) => context.text("app"));
    expect(await (await app.request("/static/a.txt")).text()).toBe("a");
    expect(await (await app.request("/other")).text()).toBe("app");
    expect((await app.request("/static/none")).status).toBe(404);
    const answer = await app.request("/static/large.bin", { headers: { range: "bytes=5-9" } });
    expect([answer.status, Buffer.from(await answer.bytes())]).toEqual([
      206,
      large.subarray(5, 10),
    ]);
  });

  it.each([
    [
      "at its root",
      (app: express.Express, folder: ReturnType<typeof files>) =>
        app.use(toExpressMiddleware(folder)),
    ],
    [
      "under their prefix",
      (app: express.Express, folder: ReturnType<typeof files>) =>
        app.use("/static", toExpressMiddleware(folder)),
    ],
  ])("of Express, mounted %s", async (_where, mount) => {
    const app = express();
    mount(app, files());
    app.use((request, response) => void response.send(`app ${request.method} ${request.url}`));
    const origin = await listen(app);
    expect(await (await fetch(`${origin}/static/a.txt`)).text()).toBe("a");
    expect(
      Buffer.from(await (await fetch(`${origin}/static/large.bin`)).bytes()).equals(large),
    ).toBe(true);
    expect(await (await fetch(`${origin}/other?x`)).text()).toBe("app GET /other?x");
    const redirect = await fetch(`${origin}/static/docs?x`, { redirect: "manual" });
    expect([redirect.status, redirect.headers.get("location")]).toEqual([301, "/static/docs/?x"]);
    const posted = await fetch(`${origin}/elsewhere`, { method: "POST", body: "text" });
    expect(await posted.text()).toBe("app POST /elsewhere");
    expect((await fetch(`${origin}/static/none`)).status).toBe(404);
  });

  it.each<readonly [string, Handler]>([
    ["a fetch handler", () => new Response("app")],
    ["a Node listener", fromNodeListener((_request, response) => void response.end("app"))],
  ])("in front of %s, on engine node", async (_what, handler) => {
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    await using started = await start(createPipeline(handler, { onError, files: [files()] }));
    const { port } = started.address as TcpAddress;
    const origin = `http://127.0.0.1:${port}`;
    expect(await (await fetch(`${origin}/static/a.txt`)).text()).toBe("a");
    expect(
      Buffer.from(await (await fetch(`${origin}/static/large.bin`)).bytes()).equals(large),
    ).toBe(true);
    expect(await (await fetch(`${origin}/other`)).text()).toBe("app");
    expect(await (await fetch(`${origin}/other`, { method: "POST", body: "x" })).text()).toBe(
      "app",
    );
    expect(errors).toEqual([]);
  });
});
