import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locateJsonError } from "../../../src/serve/app/json-error.ts";

describe("locateJsonError", () => {
  it("finds a wrong character wherever it stands", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.nat(), (value, at) => {
        const lines = JSON.stringify(value, null, 2).split("\n");
        const index = at % lines.length;
        lines[index] = `@${lines[index]}`;
        const place = locateJsonError("a.json", lines.join("\n"));
        expect(place).toEqual({ file: "a.json", line: index + 1, column: 1 });
      }),
      { numRuns: 200 },
    );
  });

  it.each(["", '{ "a": 1', '["cut'])(
    "names the file, and the end where V8 does, for %j",
    (text) => {
      expect(locateJsonError("a.json", text)).toMatchObject({ file: "a.json" });
    },
  );
});
