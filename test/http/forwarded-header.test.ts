import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatForwarded, parseForwarded } from "../../src/http/forwarded-header.ts";

function parse(text: string): Record<string, string>[] | undefined {
  return parseForwarded(text)?.map((element) => Object.fromEntries(element));
}

describe("the Forwarded field", () => {
  it.each([
    ["", []],
    ["for=192.0.2.43", [{ for: "192.0.2.43" }]],
    ['For="[2001:db8:cafe::17]:4711"', [{ for: "[2001:db8:cafe::17]:4711" }]],
    [
      "for=192.0.2.60;proto=http;by=203.0.113.43",
      [{ for: "192.0.2.60", proto: "http", by: "203.0.113.43" }],
    ],
    ["for=a, for=b,for=c", [{ for: "a" }, { for: "b" }, { for: "c" }]],
    ['for="_gazonk"', [{ for: "_gazonk" }]],
    ['host="a,b;c=\\"d\\\\"', [{ host: 'a,b;c="d\\' }]],
    [" for=a ; proto=https ", [{ for: "a", proto: "https" }]],
    [";for=a;;", [{ for: "a" }]],
    [", ,for=a,", [{ for: "a" }]],
    ["secret=x;__proto__=y", [{ secret: "x", ["__proto__"]: "y" }]],
    ['for=""', [{ for: "" }]],
  ])("%j is read whole", (text, elements) => {
    expect(parse(text)).toEqual(elements);
  });

  it.each([
    "for",
    "for=",
    "=a",
    "for =a",
    "for= a",
    "for=a b",
    "for=[::1]",
    "for=192.0.2.1:80",
    'for="a',
    'for="a\\"',
    'for="a"b',
    "for=a;for=b",
    "for=a;FOR=b",
    "for=ä\u0100",
    "192.0.2.1",
    'for="evil, for=192.0.2.1',
  ])("%j is malformed, and nothing of it is read", (text) => {
    expect(parseForwarded(text)).toBeUndefined();
  });

  it("is read in time that grows with its length alone", () => {
    const blanks = " ".repeat(200_000);
    const before = performance.now();
    for (const text of [`,${blanks}x`, `for=a${blanks}x`, `for="${blanks}`, blanks]) {
      parseForwarded(text);
    }
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  const token = fc.stringMatching(/^[!#$%&'*+.^_`|~\w-]{1,12}$/);
  const text = fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,20}$/);
  const element = fc
    .uniqueArray(fc.tuple(token, text), {
      selector: ([name]) => name.toLowerCase(),
      minLength: 1,
      maxLength: 5,
    })
    .map((pairs) => new Map(pairs.map(([name, value]) => [name.toLowerCase(), value])));

  it("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), (elements) => {
        expect(parseForwarded(formatForwarded(elements))).toEqual(elements);
      }),
    );
  });

  it("never makes the reader throw, and what was read once is read again", () => {
    const piece = fc.constantFrom("for", "=", ";", ",", '"', "\\", " ", "a", "_", "[::1]", "\xff");
    const noise = fc.oneof(
      text,
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(noise, (input) => {
        const elements = parseForwarded(input);
        if (elements !== undefined) {
          expect(parseForwarded(formatForwarded(elements))).toEqual(elements);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
