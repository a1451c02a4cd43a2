import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { millis, type SecretReference, systemClock } from "../../../src/core/index.ts";
import { adminOnly, type AdminOnlyOptions } from "../../../src/serve/guards/index.ts";
import { ask, type Asking } from "./asking.ts";

const served = (): Response => new Response("served");

async function judge(asking: Asking, options: AdminOnlyOptions = {}): Promise<number> {
  return (await adminOnly(options).before(served)(...ask(asking))).status;
}

function writeSecret(text: string): SecretReference {
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "secret"), text);
  return `file:${join(folder, "secret")}`;
}

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

describe("adminOnly", () => {
  const office = "203.0.113.9";
  const allow = ["203.0.113.0/24", "2001:db8::/32"];
  const proxy = { peer: "10.0.0.1", trusted: ["private"] };
  const via = (address: string, proto = "https") => {
    return { "x-forwarded-for": address, "x-forwarded-proto": proto };
  };
  const cases: [string, Asking, number][] = [
    ["this machine", { peer: "127.0.0.1" }, 200],
    ["this machine over IPv6", { peer: "::1" }, 200],
    ["a unix socket", { peer: "unix" }, 200],
    ["a stranger", {}, 404],
    ["a stranger over https", { scheme: "https" }, 404],
    ["a listed address in the clear", { peer: office }, 404],
    ["a listed address over https", { peer: office, scheme: "https" }, 200],
    ["a listed IPv6 address over https", { peer: "2001:db8::1", scheme: "https" }, 200],
    ["a stranger who claims to be listed", { scheme: "https", fields: via(office) }, 404],
    ["a stranger who claims to be local", { scheme: "https", fields: via("127.0.0.1") }, 404],
    [
      "a listed one that forwards for somebody",
      { peer: office, scheme: "https", fields: via("1.2.3.4") },
      404,
    ],
    ["an unknown proxy on this machine", { peer: "127.0.0.1", fields: via(office) }, 404],
    ["an unknown proxy on a unix socket", { peer: "unix", fields: { via: "1.1 x" } }, 404],
    ["a listed client of a trusted proxy", { ...proxy, fields: via(office) }, 200],
    [
      "a listed client of a trusted proxy in the clear",
      { ...proxy, fields: via(office, "http") },
      404,
    ],
    ["a client that a trusted proxy calls local", { ...proxy, fields: via("127.0.0.1") }, 404],
    [
      "a client that wrote a listed address before the proxy did",
      { ...proxy, fields: via(`${office}, 192.0.2.1`) },
      404,
    ],
    ["a trusted proxy that names nobody", { ...proxy, scheme: "https" }, 404],
    ["a trusted proxy on this machine", { peer: "127.0.0.1", trusted: ["loopback"] }, 404],
  ];
  it.each(cases)("[G4] %s", async (_, asking, status) => {
    expect(await judge(asking, { allow })).toBe(status);
    expect(await judge(asking, { allow, status: 403 })).toBe(status === 404 ? 403 : status);
  });

  it("lets a trusted proxy itself in nowhere, even if it is listed", async () => {
    const asking: Asking = { ...proxy, scheme: "https" };
    expect(await judge(asking, { allow: ["private"] })).toBe(404);
  });

  it("takes no list that means this machine, everybody by name, or nothing", () => {
    for (const item of ["loopback", "unix", "*", "localhost", "10.0.0.0/33"]) {
      expect(() => adminOnly({ allow: [item] }), item).toThrow(/expected an address/);
    }
  });

  const attempts: [string, string | undefined, number][] = [
    ["nothing", undefined, 401],
    ["the password", basic("anybody:s3cret: word"), 200],
    ["the token", "Bearer s3cret:", 401],
    ["another password", basic("admin:s3cret"), 401],
    ["the password as a name", basic("s3cret: word:"), 401],
    ["no pair", basic("s3cret"), 401],
    ["an empty password", basic("admin:"), 401],
    ["another scheme", "Digest s3cret: word", 401],
    ["bytes", "Basic \u00ff\u00fe", 401],
    ["very much", basic(`:${"x".repeat(10_000)}`), 401],
  ];
  it.each(attempts)(
    "[G4] asks this machine, too, for a secret: %s",
    async (_, authorization, status) => {
      const secret = writeSecret("s3cret: word\n");
      const fields: Record<string, string> = authorization === undefined ? {} : { authorization };
      expect(await judge({ peer: "127.0.0.1", fields }, { secret })).toBe(status);
      // Where nobody is let in, the right secret is as good as none.
      expect(await judge({ fields, scheme: "https" }, { secret })).toBe(404);
    },
  );

  it("takes the secret as a bearer token, and challenges who brings none", async () => {
    const guard = adminOnly({ secret: writeSecret("t0ken") });
    const asking = { peer: "127.0.0.1", fields: { authorization: "Bearer t0ken" } };
    expect((await guard.before(served)(...ask(asking))).status).toBe(200);
    const challenged = await guard.before(served)(...ask({ peer: "127.0.0.1" }));
    expect(challenged.headers.get("www-authenticate")).toMatch(/^Basic realm=/);
    expect(challenged.headers.get("cache-control")).toBe("no-store");
  });

  it("does not load without its secret, or with an empty one", () => {
    expect(() => adminOnly({ secret: "env:LANDFALL_TEST_NOT_SET" })).toThrow(/cannot be read/);
    expect(() => adminOnly({ secret: writeSecret(" \n") })).toThrow(/is empty/);
    expect(() => adminOnly({ secret: "hunter2" as SecretReference })).toThrow(/not shown/);
  });

  it("[G4] hears a client no more that was wrong ten times in a minute, also when it is right", async () => {
    let now = 0;
    const clock = { ...systemClock, now: () => now };
    const guard = adminOnly({ secret: writeSecret("right"), allow: ["2001:db8::/32"], clock });
    const attempt = async (peer: string, word: string) => {
      const fields = { authorization: `Bearer ${word}` };
      return guard.before(served)(...ask({ peer, scheme: "https", fields }));
    };
    for (let count = 0; count < 10; count += 1) {
      expect((await attempt(`2001:db8::${count}`, "wrong")).status).toBe(401);
    }
    const refused = await attempt("2001:db8::ffff", "right");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await attempt("2001:db8:0:1::1", "right")).status).toBe(200);
    now = millis(59_999);
    expect((await attempt("2001:db8::1", "right")).status).toBe(429);
    now = millis(60_000);
    expect((await attempt("2001:db8::1", "right")).status).toBe(200);
    // From many addresses: everybody but this machine waits.
    for (let count = 0; count < 100; count += 1) await attempt(`2001:db8:1:${count}::1`, "wrong");
    expect((await attempt("2001:db8:2::1", "right")).status).toBe(429);
    expect((await attempt("::1", "right")).status).toBe(200);
  });
});
