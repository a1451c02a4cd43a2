import { describe, expect, it } from "vitest";
import { requireHttps, type RequireHttpsOptions } from "../../../src/serve/guards/index.ts";
import { ask, type Asking } from "./asking.ts";

const served = (): Response => new Response("served", { headers: { "set-cookie": "id=1" } });

async function judge(asking: Asking, options: Partial<RequireHttpsOptions> = {}) {
  const guard = requireHttps({ hosts: ["example.com", "*.example.org"], ...options });
  const answer = await guard.before(served)(...ask(asking));
  return { status: answer.status, headers: Object.fromEntries(answer.headers) };
}

describe("requireHttps", () => {
  const moved: [string, string][] = [
    ["http://example.com/", "https://example.com/"],
    ["http://example.com:8080/a?b=c&d", "https://example.com/a?b=c&d"],
    ["http://EXAMPLE.com./x", "https://example.com./x"],
    ["http://example.com//evil.test/%2e%2e", "https://example.com//"],
    ["http://shop.example.org/%0d%0aX:y", "https://shop.example.org/%0d%0aX:y"],
    ["http://example.com/\\evil.test", "https://example.com//evil.test"],
  ];
  for (const method of ["GET", "HEAD"]) {
    it.each(moved)(`[G5] sends a ${method} of %s to %s, and sets no cookie`, async (url, to) => {
      const { status, headers } = await judge({ url, method });
      expect(status).toBe(308);
      expect(headers).toMatchObject({ location: to, "cache-control": "no-store" });
      expect(headers).not.toHaveProperty("set-cookie");
    });
  }

  it("sends to another port, with 301, below a base path", async () => {
    const asking = { url: "http://example.com/a", basePath: "/app" };
    const { status, headers } = await judge(asking, { port: 8443, status: 301 });
    expect(status).toBe(301);
    expect(headers["location"]).toBe("https://example.com:8443/app/a");
  });

  const strangers = [
    "evil.test",
    "example.com.evil.test",
    "evilexample.com",
    "example.org",
    "[::1]",
  ];
  it.each(strangers)("[G5] sends nobody to %s, which is no host of the site", async (host) => {
    const { status, headers } = await judge({ url: `http://${host}/` });
    expect(status).toBe(421);
    expect(headers).not.toHaveProperty("location");
  });

  it("sends everybody to the host that was asked for where any is ours", async () => {
    const { headers } = await judge({ url: "http://tenant.test/" }, { hosts: "any" });
    expect(headers["location"]).toBe("https://tenant.test/");
  });

  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])(
    "[G5] refuses a plain %s",
    async (method) => {
      expect(await judge({ method })).toMatchObject({ status: 403 });
    },
  );

  it("refuses a plain WebSocket, whose client would follow no redirect", async () => {
    expect(await judge({ fields: { upgrade: "websocket" } })).toMatchObject({ status: 403 });
  });

  const secure = { "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.5" };
  const schemes: [string, Asking, number][] = [
    ["TLS on the connection", { scheme: "https" }, 200],
    [
      "a trusted proxy that says https",
      { peer: "10.0.0.1", trusted: ["private"], fields: secure },
      200,
    ],
    ["a stranger who says https", { fields: secure }, 308],
    ["a loopback proxy that is not trusted", { peer: "127.0.0.1", fields: secure }, 308],
    ["a trusted proxy that says nothing", { peer: "10.0.0.1", trusted: ["private"] }, 308],
    ["a local request", { peer: "127.0.0.1" }, 308],
  ];
  it.each(schemes)(
    "[G5] believes the scheme of %s as far as it is known",
    async (_, asking, status) => {
      expect(await judge(asking)).toMatchObject({ status });
    },
  );

  it("serves this machine without https where that is allowed, and what is proxied never", async () => {
    const options = { allowLocal: true };
    expect(await judge({ peer: "127.0.0.1" }, options)).toMatchObject({ status: 200 });
    expect(await judge({ peer: "127.0.0.1", fields: secure }, options)).toMatchObject({
      status: 308,
    });
    expect(await judge({ peer: "192.0.2.1" }, options)).toMatchObject({ status: 308 });
  });

  it("says HSTS over https only, as it was asked to, and not over what the app says", async () => {
    const field = "strict-transport-security";
    const scheme = "https";
    expect((await judge({ scheme })).headers).not.toHaveProperty(field);
    expect((await judge({}, { hsts: true })).headers).not.toHaveProperty(field);
    expect((await judge({ scheme }, { hsts: true })).headers[field]).toBe("max-age=15552000");
    const all = { maxAge: 31_536_000, includeSubDomains: true, preload: true };
    const { headers } = await judge({ scheme }, { hsts: all });
    expect(headers[field]).toBe("max-age=31536000; includeSubDomains; preload");
    const guard = requireHttps({ hosts: "any", hsts: true });
    const own = new Response("", { headers: { [field]: "max-age=1" } });
    const said = await guard.before(() => Promise.resolve(own))(...ask({ scheme }));
    expect(said.headers.get(field)).toBe("max-age=1");
    const fixed = await guard.before(() => Response.redirect("https://a.test/"))(
      ...ask({ scheme }),
    );
    expect([fixed.status, fixed.headers.get(field)]).toEqual([302, "max-age=15552000"]);
  });

  it("refuses hosts that are none, and promises that no browser takes", () => {
    const hosts = [
      "https://a.test",
      "a.test:80",
      "a.test/x",
      "",
      "*",
      "a b",
      "user@a.test",
      "*.",
      "a\\b",
    ];
    for (const host of hosts) {
      expect(() => requireHttps({ hosts: [host] }), host).toThrow(/expected a host name/);
    }
    for (const hsts of [{ maxAge: -1 }, { maxAge: 1.5 }, { preload: true }]) {
      expect(() => requireHttps({ hosts: "any", hsts })).toThrow(/HSTS/);
    }
  });
});
