import { describe, expect, it } from "vitest";
import { expandTrustedProxy, LandfallError, parseTrustedProxies } from "../../src/core/index.ts";

describe("the list of trusted proxies", () => {
  it.each([
    ["", []],
    [" , ", []],
    ["loopback", ["loopback"]],
    ["10.0.0.0/8, ::1 ,unix", ["10.0.0.0/8", "::1", "unix"]],
  ])("%j is read as items", (text, items) => {
    expect(parseTrustedProxies(text)).toEqual(items);
  });

  it.each([
    ["192.0.2.7", "ipv4 192.0.2.7/32"],
    ["10.1.2.3/8", "ipv4 10.1.2.3/8"],
    ["0.0.0.0/0", "ipv4 0.0.0.0/0"],
    ["2001:DB8:0::1", "ipv6 2001:db8::1/128"],
    ["2001:db8::/32", "ipv6 2001:db8::/32"],
    ["::/0", "ipv6 ::/0"],
    ["::ffff:10.0.0.0/104", "ipv4 10.0.0.0/8"],
    ["::ffff:a00:1", "ipv4 10.0.0.1/32"],
    ["unix", "unix"],
    ["Loopback", "ipv4 127.0.0.0/8, ipv6 ::1/128"],
    ["private", "ipv4 10.0.0.0/8, ipv4 172.16.0.0/12, ipv4 192.168.0.0/16, ipv6 fc00::/7"],
  ])("the item %s means %s", (item, meaning) => {
    const peers = expandTrustedProxy(item).map((peer) =>
      peer.kind === "unix" ? "unix" : `${peer.family} ${peer.address}/${peer.prefix}`,
    );
    expect(peers.join(", ")).toBe(meaning);
  });

  it.each([
    "proxy.test",
    "localhost",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0.0/-1",
    "10.0.0",
    "010.0.0.1",
    "10.0.0.1:80",
    "[::1]",
    "::1/129",
    "::ffff:10.0.0.0/8",
    "fe80::1%eth0",
    "unix:/run/a.sock",
    "constructor",
    "10.0.0.1 10.0.0.2",
  ])("the item %s is refused by name, good ones beside it notwithstanding", (item) => {
    expect(() => parseTrustedProxies(`loopback,${item},unix`)).toThrow(JSON.stringify(item));
  });

  it.each(["*", "all", "ANY"])(
    "%s is refused, with what to write if it is really meant",
    (item) => {
      expect(() => parseTrustedProxies(item)).toThrow(LandfallError);
      expect(() => parseTrustedProxies(item)).toThrow(/0\.0\.0\.0\/0,::\/0/);
    },
  );
});
