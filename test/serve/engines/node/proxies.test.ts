import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Client, requestHead } from "../../../../src/laws/server/client.ts";
import { cases, ours, type Believed } from "./proxy-cases.ts";
import { type Belief, connect, peers, teller, unixListener } from "./proxy-rig.ts";
import { loopback, start } from "./started.ts";

const everybody = ["loopback", "unix", ...ours];

/** `plain` is what the same connection says without any field. */
function expected(plain: Belief, lines: readonly string[], believed: Believed): Belief {
  const { client, scheme = "http", host = "law.test" } = believed;
  const who = client === undefined ? {} : { client, port: believed.port ?? 0 };
  const isLocal =
    plain.isLocal && !lines.some((line) => /^(x-|forwarded|true|cf|front)/i.test(line));
  return { ...plain, ...who, scheme, url: `${scheme}://${host}/a?b`, isLocal };
}

describe.each(peers)("a peer on $name", ({ listener, address }) => {
  describe.each(Object.entries(cases))("with %s", (_header, rows) => {
    it.each(rows)("[D6] %s: is believed when it is trusted", async (_what, lines, believed) => {
      const ask = await connect(listener(), { trustedProxies: everybody });
      const plain = await ask();
      expect(plain).toMatchObject({ peer: address, client: address, isLocal: false });
      expect(await ask(lines)).toEqual(expected(plain, lines, believed));
    });

    it.each(rows)("[D9] %s: changes nothing when it is not", async (_what, lines) => {
      const ask = await connect(listener(), { trustedProxies: ours });
      const plain = await ask();
      expect(plain).toMatchObject({ peer: address, client: address, isLocal: true });
      expect(await ask(lines)).toEqual(expected(plain, lines, {}));
    });
  });
});

describe("whom a server trusts", () => {
  const lines = [
    "X-Forwarded-For: 4.4.4.4",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Host: b.test",
  ];

  it.each<[string, string[] | undefined, string[]]>([
    ["nobody unless told", undefined, []],
    ["nobody", [], []],
    ["loopback", ["loopback"], ["IPv4", "IPv6", "IPv4 on a dual-stack listener"]],
    ["one address", ["127.0.0.1"], ["IPv4", "IPv4 on a dual-stack listener"]],
    ["one address, mapped", ["::ffff:127.0.0.1"], ["IPv4", "IPv4 on a dual-stack listener"]],
    ["one IPv6 address", ["::1"], ["IPv6"]],
    ["unix sockets", ["unix"], ["unix"]],
    ["strangers", ["10.0.0.0/8", "2001:db8::/32"], []],
  ])("[D9] is %s", async (_name, trustedProxies, believed) => {
    for (const { name, listener } of peers) {
      const ask = await connect(listener(), trustedProxies === undefined ? {} : { trustedProxies });
      const { client, scheme, url } = await ask(lines);
      const isBelieved = client === "4.4.4.4" && scheme === "https" && url === "https://b.test/a?b";
      expect([name, isBelieved]).toEqual([name, believed.includes(name)]);
    }
  });

  it("[D7] trusted downstream addresses are skipped from the right end", async () => {
    const options = { trustedProxies: ["loopback", "5.5.5.5"] };
    const ask = await connect(loopback, options);
    const { client } = await ask(["X-Forwarded-For: 127.0.0.1, 4.4.4.4, 5.5.5.5, 5.5.5.5"]);
    expect(client).toBe("4.4.4.4");
    const all = await ask(["X-Forwarded-For: 5.5.5.5, 127.0.0.1"]);
    expect(all.client).toBe("5.5.5.5");
  });

  it("[D8] the host of a trusted proxy comes before Host, and the first item is not believed", async () => {
    const ask = await connect(loopback, { trustedProxies: ["loopback"] });
    const said = await ask(["X-Forwarded-Host: b.test", "X-Forwarded-For: 6.6.6.6, 4.4.4.4"]);
    expect(said).toMatchObject({ url: "http://b.test/a?b", client: "4.4.4.4" });
    expect((await ask()).url).toBe("http://law.test/a?b");
    const absolute = await ask(["X-Forwarded-Host: b.test"], "http://c.test/a?b");
    expect(absolute.url).toBe("http://b.test/a?b");
  });

  it("[D6] only the fields that are named are believed", async () => {
    const proxyHeaders = ["forwarded", "x-forwarded-prefix"] as const;
    const ask = await connect(loopback, { trustedProxies: ["loopback"], proxyHeaders });
    const forged = ["X-Real-IP: 5.5.5.5", "X-Scheme: https", ...lines];
    expect(await ask(forged)).toMatchObject({ client: "127.0.0.1", url: "http://law.test/a?b" });
    const said = await ask([...forged, "Forwarded: for=8.8.8.8;host=d.test"]);
    expect(said).toMatchObject({ client: "8.8.8.8", url: "http://d.test/a?b" });
  });

  it("a request with a bad Host is refused, whatever a trusted proxy says", async () => {
    await using started = await start(teller, [loopback], { trustedProxies: ["loopback"] });
    using client = await Client.open(started.address);
    client.send("GET / HTTP/1.1\r\nHost: a/b\r\nX-Forwarded-Host: b.test\r\n\r\n");
    expect((await client.head()).status).toBe(400);
  });
});

describe("a kept-alive connection", () => {
  it.each(peers)("[D6] from $name forgets between requests", async ({ listener }) => {
    const ask = await connect(listener(), { trustedProxies: ["loopback", "unix"] });
    const plain = await ask();
    const forwarded = ["Forwarded: for=4.4.4.4;proto=https;host=b.test"];
    const customary = ["X-Forwarded-For: 4.4.4.4", "X-Scheme: https", "X-Forwarded-Host: b.test"];
    for (const lines of [forwarded, customary, ["X-Real-IP: 4.4.4.4"]]) {
      expect((await ask(lines)).client).toBe("4.4.4.4");
      expect(await ask()).toEqual(plain);
    }
    expect((await ask(["X-Forwarded-For: 6.6.6.6"])).scheme).toBe("http");
  });

  it("[D6] keeps pipelined requests apart", async () => {
    await using started = await start(teller, [loopback], { trustedProxies: ["loopback"] });
    using client = await Client.open(started.address);
    const addresses = ["4.4.4.4", undefined, "5.5.5.5", "x", "6.6.6.6"];
    const heads = addresses.map((address) =>
      requestHead("GET", "/", address === undefined ? [] : [`X-Forwarded-For: ${address}`]),
    );
    client.send(heads.join(""));
    const seen: unknown[] = [];
    for (const _ of addresses)
      seen.push((JSON.parse((await client.answer()).body) as Belief).client);
    expect(seen).toEqual(["4.4.4.4", "127.0.0.1", "5.5.5.5", "127.0.0.1", "6.6.6.6"]);
  });
});

describe("a local request", () => {
  it.each(peers)("[D9] comes from $name without a proxy's trace", async ({ listener }) => {
    const ask = await connect(listener());
    expect((await ask()).isLocal).toBe(true);
    const traces = [
      "Forwarded: for=::1",
      "Via: 1.1 a",
      "X-Real-IP: 127.0.0.1",
      "x-forwarded-new: a",
    ];
    for (const trace of traces)
      expect([trace, (await ask([trace])).isLocal]).toEqual([trace, false]);
    expect((await ask(["X-Requested-With: a", "Accept: Forwarded"])).isLocal).toBe(true);
  });

  it.each(peers)("[D9] is none that a trusted proxy on $name passes on", async ({ listener }) => {
    const ask = await connect(listener(), { trustedProxies: ["loopback", "unix"] });
    expect((await ask()).isLocal).toBe(false);
    expect((await ask(["X-Forwarded-For: 127.0.0.1"])).isLocal).toBe(false);
  });
});

describe("whatever is sent", () => {
  const name = fc.constantFrom(
    "X-Forwarded-For",
    "X-FORWARDED-FOR",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Forwarded-Prefix",
    "X-Real-IP",
    "X-Scheme",
    "Forwarded",
    "forwarded",
  );
  const pieces =
    '4.4.4.4 127.0.0.1 [::1]:80 2001:db8::1 unix unknown _x for= host= proto= http https evil.test /evil , ; " \\ : @ %';
  const piece = fc.constantFrom(" ", ...pieces.split(" "));
  const noise = fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,20}$/);
  const value = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((list) => list.join("")),
    noise,
  );
  const line = fc.tuple(name, value).map(([field, text]) => `${field}: ${text}`);
  const lines = fc.array(line, { maxLength: 5 });

  it("[D9] an untrusted peer never changes client, scheme or host", async () => {
    const ask = await connect(loopback, { trustedProxies: ["unix", ...ours] });
    const plain = await ask();
    await fc.assert(
      fc.asyncProperty(lines, async (sent) => {
        expect(await ask(sent)).toEqual({ ...plain, isLocal: sent.length === 0 });
      }),
      { numRuns: 300 },
    );
  });

  it("[D6] by a trusted peer, the client is a literal address, the scheme one of two, and nothing is refused", async () => {
    const proxyHeaders = ["x-forwarded-for", "x-real-ip", "x-forwarded-proto", "x-scheme"] as const;
    const more = ["x-forwarded-host", "forwarded", "x-forwarded-prefix"] as const;
    const ask = await connect(unixListener(), {
      trustedProxies: ["unix", "loopback"],
      proxyHeaders: [...proxyHeaders, ...more],
    });
    await fc.assert(
      fc.asyncProperty(lines, async (sent) => {
        const { client, peer, scheme, url, home } = await ask(sent);
        expect(peer).toBe("unix");
        if (client !== "unix") expect(isIP(client)).not.toBe(0);
        expect(["http", "https"]).toContain(scheme);
        expect(url).toMatch(/^https?:\/\/(?:\[[\da-f:.]+\]|[\w.~-]+)(?::\d+)?\/a\?b$/);
        expect(new URL(home, "http://own.test").host).toBe("own.test");
      }),
      { numRuns: 300 },
    );
  });
});
