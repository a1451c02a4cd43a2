import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createProject, serve } from "./landfall-process.ts";
import { visit } from "./maintenance-visitors.ts";

const packages = ["express", "hono"] as const;

/** A project in which the packages and Landfall itself are installed. */
function createGuarded(app: string): string {
  const cwd = createProject({ "package.json": '{ "type": "module" }', "app.js": app });
  mkdirSync(join(cwd, "node_modules"));
  for (const name of packages) {
    symlinkSync(realpathSync(`node_modules/${name}`), join(cwd, "node_modules", name));
  }
  symlinkSync(process.cwd(), join(cwd, "node_modules/landfall"));
  return cwd;
}

const setUp = `
  import { adminOnly, requireHttps, toExpressMiddleware, toHonoMiddleware } from "landfall/guards";
  const https = requireHttps({ hosts: ["example.com"], hsts: true });
  const admin = adminOnly({ allow: ["203.0.113.0/24"], secret: "env:ADMIN_TOKEN" });
`;
const apps = {
  fetch: `${setUp}
    const page = admin.before(() => new Response("admin"));
    const site = https.before((request, context) =>
      new URL(request.url).pathname === "/admin" ? page(request, context) : new Response("site"));
    export default { fetch: site };`,
  Hono: `${setUp}
    import { Hono } from "hono";
    const app = new Hono();
    app.use(toHonoMiddleware(https));
    app.use("/admin", toHonoMiddleware(admin));
    app.get("/admin", (c) => c.text("admin"));
    app.get("/", (c) => c.text("site"));
    export default app;`,
  Express: `${setUp}
    import express from "express";
    const app = express();
    app.use(toExpressMiddleware(https));
    app.use("/admin", toExpressMiddleware(admin), (request, response) => response.send("admin"));
    app.get("/", (request, response) => response.send("site"));
    export default app;`,
};

describe("guards in a worker behind a trusted proxy", () => {
  test.each(Object.entries(apps))(
    "[G5] [G4] %s",
    async (_, app) => {
      const cwd = createGuarded(app);
      const options = [
        "--workers",
        "1",
        "--listen",
        "127.0.0.1:0",
        "--trusted-proxies",
        "loopback",
      ];
      const master = await serve(cwd, ["app.js", ...options], { env: { ADMIN_TOKEN: "t0ken" } });
      const url = await master.url();
      const from = (address: string, scheme: string, more: Record<string, string> = {}) => ({
        headers: {
          host: "example.com",
          "x-forwarded-for": address,
          "x-forwarded-proto": scheme,
          ...more,
        },
      });
      const plain = await visit(url, from("192.0.2.1", "http"));
      expect([plain.status, plain.headers.location]).toEqual([308, "https://example.com/"]);
      const secure = await visit(url, from("192.0.2.1", "https"));
      expect([secure.status, secure.body]).toEqual([200, "site"]);
      expect(secure.headers["strict-transport-security"]).toBe("max-age=15552000");
      const page = new URL("/admin", url).href;
      const authorization = "Bearer t0ken";
      const cases: [string, Record<string, string>, number][] = [
        ["192.0.2.1", { authorization }, 404],
        ["127.0.0.1", { authorization }, 404],
        ["203.0.113.9", {}, 401],
        ["203.0.113.9", { authorization: "Bearer token" }, 401],
        ["203.0.113.9, 192.0.2.1", { authorization }, 404],
        ["203.0.113.9", { authorization }, 200],
      ];
      for (const [address, fields, status] of cases) {
        expect(await visit(page, from(address, "https", fields)), address).toMatchObject({
          status,
        });
      }
    },
    30_000,
  );
});
