import { describe, expect, it } from "vitest";
import { withBasePath } from "../../../../src/http/index.ts";
import { Client } from "../../../../src/laws/server/client.ts";
import type { ServerOptions } from "../../../../src/serve/engines/index.ts";
import { connect } from "./proxy-rig.ts";
import { loopback, start } from "./started.ts";

async function ask(
  method: string,
  target: string,
  options: Partial<ServerOptions> = {},
): Promise<{ status: number; location: readonly string[]; body: string }> {
  const handler = async (request: Request): Promise<Response> =>
    new Response(`${request.method} ${request.url} ${await request.text()}`);
  await using started = await start(handler, [loopback], { basePath: "/app", ...options });
  using client = await Client.open(started.address);
  const length = method === "POST" ? ["Content-Length: 0"] : [];
  const { head, body } = await client.ask(method, target, length);
  return { status: head.status, location: head.values("location"), body };
}

describe("an app under a base path", () => {
  it.each([
    ["/app/", "http://law.test/"],
    ["/app/x?y=%20", "http://law.test/x?y=%20"],
    ["/app//x", "http://law.test//x"],
    ["http://other.test/app/x", "http://other.test/x"],
  ])("[D22] sees %s without it", async (target, url) => {
    expect(await ask("GET", target)).toMatchObject({ status: 200, body: `GET ${url} ` });
  });

  it.each(["/", "/x", "/apple", "/app/../x", "/app/%2e%2e/x", "//app/", "/x/app/"])(
    "[D22] is not reached by %s: 404",
    async (target) => {
      expect((await ask("GET", target)).status).toBe(404);
    },
  );

  it.each([
    ["GET", "/app", "/app/"],
    ["POST", "/app?a=b&c", "/app/?a=b&c"],
    ["HEAD", "/app?//evil.test", "/app/?//evil.test"],
  ])("[D22] answers %s %s with the way to %s, in the same method", async (method, target, path) => {
    expect(await ask(method, target)).toMatchObject({ status: 308, location: [path] });
  });

  it("[D22] is asked about the whole server with a star", async () => {
    expect((await ask("OPTIONS", "*")).body).toBe("OPTIONS http://law.test/ ");
  });

  it("[D22] a body that is sent elsewhere does not cost the connection", async () => {
    await using started = await start(() => new Response("x"), [loopback], { basePath: "/app" });
    using client = await Client.open(started.address);
    client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
    expect((await client.answer()).head.status).toBe(404);
    expect((await client.ask("GET", "/app/")).body).toBe("x");
  });

  it("[D22] makes links that lead back to it", async () => {
    await using started = await start(
      (request, context) => {
        const { pathname } = new URL(request.url);
        if (pathname === "/there") return new Response("arrived");
        return Response.redirect(new URL(withBasePath(context, "/there"), request.url));
      },
      [loopback],
      { basePath: "/a/b" },
    );
    using client = await Client.open(started.address);
    const { head } = await client.ask("GET", "/a/b/here");
    const [location = ""] = head.values("location");
    expect(location).toBe("http://law.test/a/b/there");
    expect((await client.ask("GET", new URL(location).pathname)).body).toBe("arrived");
  });

  it("[D22] below another path that a trusted proxy took off links to both, if that is believed", async () => {
    const options = { basePath: "/app", trustedProxies: ["loopback"] };
    const prefix = ["X-Forwarded-Prefix: /site/"];
    const unasked = await connect(loopback, options);
    expect((await unasked(prefix, "/app/x")).home).toBe("/app/");
    const asked = await connect(loopback, { ...options, proxyHeaders: ["x-forwarded-prefix"] });
    expect(await asked(prefix, "/app/x")).toMatchObject({
      home: "/site/app/",
      url: "http://law.test/x",
    });
    expect((await asked([], "/app/x")).home).toBe("/app/");
    for (const hostile of ["//evil.test", "/..", "https://evil.test", "/a?b", "\\evil.test", ""]) {
      expect((await asked([`X-Forwarded-Prefix: ${hostile}`], "/app/x")).home).toBe("/app/");
    }
  });
});
