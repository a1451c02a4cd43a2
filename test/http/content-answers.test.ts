import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseCoding } from "../../src/http/accept-encoding.ts";
import { isRangeCurrent } from "../../src/http/conditional.ts";
import { formatAttachment } from "../../src/http/content-disposition.ts";
import { formatEntityTag, parseEntityTags } from "../../src/http/entity-tag.ts";
import { formatHttpDate, parseHttpDate } from "../../src/http/http-date.ts";
import { chooseRanges, formatContentRange } from "../../src/http/ranges.ts";

const now = Date.parse("2026-01-01T00:00:00Z");

describe("dates of HTTP", () => {
  it.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"],
    ["Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"],
    ["Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"],
    ["Thursday, 01-Jan-70 00:00:00 GMT", "2070-01-01T00:00:00Z"],
    ["Saturday, 01-Jan-77 00:00:00 GMT", "1977-01-01T00:00:00Z"],
    ["Thu, 29 Feb 2024 23:59:60 GMT", "2024-03-01T00:00:00Z"],
  ])("%s is read", (text, moment) => {
    expect(parseHttpDate(text, now)).toBe(Date.parse(moment));
  });

  it.each([
    "",
    "0",
    "2024-01-01T00:00:00Z",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Thu, 29 Feb 2023 00:00:00 GMT",
    "sun, 06 nov 1994 08:49:37 gmt",
    " Sun, 06 Nov 1994 08:49:37 GMT",
  ])("%j is none", (text) => {
    expect(parseHttpDate(text, now)).toBeUndefined();
  });

  it("that are written are read back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_799 }), (seconds) => {
        expect(parseHttpDate(formatHttpDate(seconds * 1_000 + 999), now)).toBe(seconds * 1_000);
      }),
    );
  });
});

describe("entity tags", () => {
  const opaque = fc.stringMatching(/^[!#-~]{0,12}$/);
  it("that are written as a list are read back, whatever is between them", () => {
    const tags = fc.array(fc.record({ weak: fc.boolean(), opaque }), { minLength: 1 });
    fc.assert(
      fc.property(tags, fc.constantFrom(",", ", ", " ,\t", ",,"), (list, between) => {
        expect(parseEntityTags(list.map(formatEntityTag).join(between))).toEqual(list);
      }),
    );
  });

  it.each(["", ",", "a", '"a', 'a"', '"a" "b"', '"a"x', 'w/"a"', '"a b"', '"*",*', '"\u0000"'])(
    "%j is no list of them",
    (text) => expect(parseEntityTags(text)).toBeUndefined(),
  );
});

describe("ranges", () => {
  it("of any field stay within the file, are not empty, and say where they are", () => {
    const number = fc.constantFrom("", "0", "1", "5", "9", "10", "11", "99999999999999999999");
    const item = fc.tuple(number, number).map(([first, last]) => `${first}-${last}`);
    const field = fc
      .array(item, { minLength: 1, maxLength: 5 })
      .map((items) => `bytes=${items.join(",")}`);
    fc.assert(
      fc.property(field, fc.integer({ min: 0, max: 12 }), (text, size) => {
        const choice = chooseRanges(text, size);
        if (choice.kind !== "parts") return;
        for (const { start, end } of choice.parts) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(size);
          expect(formatContentRange({ start, end }, size)).toBe(
            `bytes ${start}-${end - 1}/${size}`,
          );
        }
      }),
    );
  });

  it("count with a date only when it is exactly that of content which is two seconds old", () => {
    const lastModified = now;
    const validators = { tag: { weak: false, opaque: "a" }, lastModified };
    const date = formatHttpDate(lastModified);
    expect(isRangeCurrent(date, validators, now + 2_000)).toBe(true);
    expect(isRangeCurrent(date, validators, now + 1_999)).toBe(false);
    expect(isRangeCurrent(date, { ...validators, lastModified: undefined }, now + 9_000)).toBe(
      false,
    );
    expect(isRangeCurrent('"a"', { ...validators, tag: { weak: true, opaque: "a" } }, now)).toBe(
      false,
    );
  });
});

describe("content codings", () => {
  it("of any field are one of the offers, or none", () => {
    const offers = ["br", "gzip", "identity"] as const;
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (field) => {
        const coding = chooseCoding(field, offers);
        expect(coding === undefined || offers.includes(coding)).toBe(true);
      }),
    );
    expect(chooseCoding("gzip,".repeat(100_000), offers)).toBe("gzip");
  });
});

describe("names for downloads", () => {
  it("of any letters end neither their quotes nor the field", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (name) => {
        const value = formatAttachment(name);
        expect(value).toMatch(
          /^attachment; filename="[^"\\%\r\n]*"(?:; filename\*=UTF-8''[\w!#$&+.^`|~%-]*)?$/,
        );
        const extended = value.split("UTF-8''")[1];
        if (extended !== undefined) expect(decodeURIComponent(extended)).toBe(name.toWellFormed());
      }),
    );
  });
});
