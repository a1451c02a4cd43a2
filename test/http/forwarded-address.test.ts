import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseIpAddress } from "../../src/core/index.ts";
import {
  formatForwardedNode,
  parseForwardedAddress,
  parseForwardedNode,
} from "../../src/http/forwarded-address.ts";

function show(client: { address: string; port: number } | undefined): string | undefined {
  return client === undefined ? undefined : `${client.address} ${client.port}`;
}

describe("an address as a proxy writes it", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1 0"],
    ["192.0.2.1:5678", "192.0.2.1 5678"],
    ["2001:db8::1", "2001:db8::1 0"],
    ["2001:DB8::0:1", "2001:db8::1 0"],
    ["[2001:db8::1]", "2001:db8::1 0"],
    ["[::1]:123", "::1 123"],
    ["::ffff:192.0.2.1", "192.0.2.1 0"],
    ["[::ffff:192.0.2.1]:9", "192.0.2.1 9"],
  ])("[D6] %s in X-Forwarded-For is %s", (text, client) => {
    expect(show(parseForwardedAddress(text))).toBe(client);
  });

  it.each([
    "",
    " ",
    "unknown",
    "_hidden",
    "a.test",
    "localhost",
    "4.4.4.4<script>",
    "4.4.4.4\0",
    "4.4.4",
    "4.4.4.4.4",
    "4.4.4.4:",
    "4.4.4.4:70000",
    "4.4.4.4:123456",
    "4.4.4.4:80x",
    "4.4.4.4: 80",
    "4.4.4.4:_a",
    "4.4.4.4, 5.5.5.5",
    "0x7f000001",
    "[4.4.4.4]",
    "[::1",
    "::1]",
    "[::1]x",
    "[::1]:",
    "[[::1]]",
    "fe80::1%eth0",
    "[fe80::1%25eth0]",
    "1".repeat(64),
    "::1:".repeat(40),
  ])("[D6] %j in X-Forwarded-For is no address, not even a part of it", (text) => {
    expect(parseForwardedAddress(text)).toBeUndefined();
  });

  it.each([
    ["192.0.2.1", "192.0.2.1 0"],
    ["192.0.2.1:80", "192.0.2.1 80"],
    ["192.0.2.1:_p-1.x", "192.0.2.1 0"],
    ["[2001:db8::1]:4711", "2001:db8::1 4711"],
    ["2001:db8::1", undefined],
    ["unknown", undefined],
    ["unknown:80", undefined],
    ["_hidden", undefined],
    ["_hidden:_port", undefined],
    ["192.0.2.1:_", undefined],
    ["192.0.2.1:_ä", undefined],
    ["", undefined],
  ])("%j in Forwarded is %j", (text, client) => {
    expect(show(parseForwardedNode(text))).toBe(client);
  });

  it("is read back as it was written", () => {
    const ip = fc
      .oneof(fc.ipV4(), fc.ipV6())
      .map((text) => parseIpAddress(text)?.text)
      .filter((text) => text !== undefined);
    const port = fc.integer({ min: 0, max: 65_535 });
    fc.assert(
      fc.property(fc.record({ address: ip, port }), (client) => {
        const text = formatForwardedNode(client);
        expect(parseForwardedNode(text)).toEqual(client);
        expect(parseForwardedAddress(text)).toEqual(client);
      }),
    );
  });

  it("of a unix socket is told as unknown", () => {
    expect(formatForwardedNode({ address: "unix", port: 0 })).toBe("unknown");
  });
});
