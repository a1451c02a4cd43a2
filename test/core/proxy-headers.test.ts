import { describe, expect, it } from "vitest";
import { parseProxyHeaders, usualProxyHeaders } from "../../src/core/index.ts";

describe("the list of believed header fields", () => {
  it("is read in any case", () => {
    expect(parseProxyHeaders("X-Forwarded-For, forwarded,")).toEqual([
      "x-forwarded-for",
      "forwarded",
    ]);
  });

  it("names the field that it does not know, and those that it does", () => {
    expect(() => parseProxyHeaders("forwarded,x-forwarded-fro")).toThrow(
      /x-forwarded-for, .*got "x-forwarded-fro"/,
    );
  });

  it("does not hold the prefix unless somebody asks for it", () => {
    expect(usualProxyHeaders).toContain("x-forwarded-for");
    expect(usualProxyHeaders).not.toContain("x-forwarded-prefix");
  });
});
