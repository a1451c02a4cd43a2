import { describe, expect, it } from "vitest";
import { createProxyTrust } from "../../src/http/index.ts";

function trusts(list: readonly string[], address: string): boolean | undefined {
  return createProxyTrust({ trustedProxies: list, proxyHeaders: [] })?.includes(address);
}

describe("whom to trust", () => {
  it("is nobody when the list is empty", () => {
    expect(createProxyTrust({ trustedProxies: [], proxyHeaders: ["forwarded"] })).toBeUndefined();
  });

  it.each([
    ["loopback", ["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"], ["10.0.0.1", "unix"]],
    ["private", ["10.9.9.9", "172.31.0.1", "192.168.1.1", "fd00::1"], ["172.32.0.1", "fe80::1"]],
    ["unix", ["unix"], ["127.0.0.1", "::1", "unix2", ""]],
    ["192.0.2.0/31", ["192.0.2.0", "192.0.2.1"], ["192.0.2.2", "::c000:200"]],
    ["192.0.2.77/24", ["192.0.2.1"], ["192.0.3.1"]],
    ["0.0.0.0/0", ["1.2.3.4", "::ffff:1.2.3.4"], ["::1", "unix", "a.test"]],
    ["::/0", ["::1", "2001:db8::1"], ["1.2.3.4", "::ffff:1.2.3.4", "unix"]],
    ["::ffff:0:0/96", ["1.2.3.4"], ["::1"]],
    ["fe80::/10", ["fe80::1%eth0", "fe80::1"], ["2001:db8::1%eth0"]],
  ])("with %s takes in %j and not %j", (item, inside, outside) => {
    for (const address of inside)
      expect([address, trusts([item], address)]).toEqual([address, true]);
    for (const address of outside) {
      expect([address, trusts([item], address)]).toEqual([address, false]);
    }
  });

  it("is everybody that any item means", () => {
    const list = ["192.0.2.1", "2001:db8::/32", "unix"];
    for (const address of ["192.0.2.1", "2001:db8::9", "unix"]) {
      expect(trusts(list, address)).toBe(true);
    }
  });
});
