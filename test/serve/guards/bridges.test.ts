import { createServer, request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  adminOnly,
  requireHttps,
  toExpressMiddleware,
  toHonoMiddleware,
} from "../../../src/serve/guards/index.ts";
import { createContext } from "./asking.ts";

interface Answer {
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly body: string;
}

/** Serves on a free port of loopback and asks once. */
async function fetchFrom(
  listener: Parameters<typeof createServer>[1] & {},
  options: { path?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const server = createServer(listener);
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { body: sent, ...rest } = options;
  return new Promise((resolve, reject) => {
    const request = ask({ port, host: "127.0.0.1", agent: false, ...rest }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode, location: response.headers.location, body });
      });
    });
    request.on("error", reject).end(sent);
  });
}

describe("guards in Express", () => {
  function createApp() {
    const app = express();
    app.use("/admin", toExpressMiddleware(adminOnly()));
    app.use("/shop", toExpressMiddleware(requireHttps({ hosts: ["example.com"] })));
    app.use(express.text({ type: "*/*" }));
    app.all(/.*/, (request, response) => void response.send(`served ${String(request.body)}`));
    return app;
  }
  const host = "example.com";
  const proxied = { host, "x-forwarded-for": "127.0.0.1" };

  it("[G5] sends who reads to https with the whole path, and refuses who writes", async () => {
    const read = await fetchFrom(createApp(), { path: "/shop/a?b", headers: { host } });
    expect(read).toMatchObject({ status: 308, location: "https://example.com/shop/a?b" });
    const written = await fetchFrom(createApp(), {
      path: "/shop",
      method: "POST",
      headers: { host },
    });
    expect(written).toMatchObject({ status: 403, location: undefined });
  });

  const hostile = [
    "evil.test",
    "example.com@evil.test",
    "evil.test/example.com",
    "a b",
    "",
    "[::1",
  ];
  it.each(hostile)("[G5] sends nobody to %j", async (name) => {
    const answer = await fetchFrom(createApp(), { path: "/shop", headers: { host: name } });
    expect(answer).toMatchObject({ status: 421, location: undefined });
  });

  it("goes by the host of an absolute target", async () => {
    const path = "http://evil.test/shop";
    const answer = await fetchFrom(
      (incoming, outgoing) => createApp()(Object.assign(incoming, { originalUrl: path }), outgoing),
      { path: "/shop", headers: { host } },
    );
    expect(answer).toMatchObject({ status: 421, location: undefined });
  });

  it("[G4] lets this machine in with its body, and nobody who is proxied", async () => {
    const options = { path: "/admin", method: "POST", body: "all of it" };
    const local = await fetchFrom(createApp(), {
      ...options,
      headers: { host, "content-type": "text/plain" },
    });
    expect(local).toMatchObject({ status: 200, body: "served all of it" });
    expect(await fetchFrom(createApp(), { ...options, headers: proxied })).toMatchObject({
      status: 404,
    });
  });
});

describe("guards in Hono", () => {
  const guard = requireHttps({ hosts: ["example.com"], hsts: true });
  const app = new Hono();
  app.use(toHonoMiddleware(guard));
  app.use("/admin/*", toHonoMiddleware(adminOnly()));
  app.get("/fixed", () => Response.redirect("https://a.test/"));
  app.onError((error) => new Response(error.message, { status: 500 }));
  app.all("*", (context) => context.text("served"));

  it("[G5] judges by Landfall's context and says HSTS on the app's answer", async () => {
    const plain = await app.request("http://example.com/a?b", {}, { landfall: createContext() });
    expect([plain.status, plain.headers.get("location")]).toEqual([308, "https://example.com/a?b"]);
    const landfall = createContext({ scheme: "https" });
    for (const path of ["a", "fixed"]) {
      const answer = await app.request(`http://example.com/${path}`, {}, { landfall });
      expect(answer.headers.get("strict-transport-security")).toBe("max-age=15552000");
    }
    expect((await app.request("http://example.com/admin/a", {}, { landfall })).status).toBe(404);
  });

  it("[G4] lets nobody in when nobody says who asks", async () => {
    for (const env of [{}, undefined]) {
      const answer = await app.request("https://example.com/admin/a", {}, env);
      expect([answer.status, await answer.text()]).toEqual([
        500,
        expect.stringContaining("requireHttps cannot tell who asks"),
      ]);
    }
  });
});
