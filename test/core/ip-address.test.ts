import { describe, expect, it } from "vitest";
import { parseIpAddress, toPlainAddress, unmapAddress } from "../../src/core/index.ts";

describe("a literal address", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:0201", "192.0.2.1"],
    ["::1", "::1"],
  ])("%s has the one spelling %s", (text, canonical) => {
    expect(parseIpAddress(text)?.text).toBe(canonical);
  });

  it.each(["", " 192.0.2.1", "192.0.2", "192.0.2.01", "0x7f.1", "2130706433", "::1%lo", "a.test"])(
    "%j is none",
    (text) => {
      expect(parseIpAddress(text)).toBeUndefined();
    },
  );

  it("of a dual-stack listener's IPv4 client is the IPv4 one", () => {
    expect(unmapAddress("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(unmapAddress("2001:db8::1")).toBe("2001:db8::1");
  });

  it.each([
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["fe80::1%eth0", "fe80::1"],
    ["localhost", "localhost"],
  ])("%s is told to others as %s", (address, plain) => {
    expect(toPlainAddress(address)).toBe(plain);
  });
});
