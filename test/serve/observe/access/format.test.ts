import { describe, expect, test } from "vitest";
import { accessLogFields } from "../../../../src/core/index.ts";
import { createLineFormat } from "../../../../src/serve/observe/access/format.ts";
import { createContext, createLogged } from "./logged.ts";

const nobody = undefined;
const refused = {
  method: "",
  target: "",
  protocol: "",
  fields: [],
  status: 400,
  bytes: 0,
  duration: 0,
  firstByte: 0,
  context: nobody,
};
const time = /\[20\/Nov\/2026:\d\d:\d\d:38 [+-]\d{4}\]/;

describe("formats", () => {
  test("combined and common are what every analyser reads", () => {
    const logged = createLogged({ context: createContext({ user: "anna" }) });
    const common = createLineFormat("common")(logged);
    expect(common.replace(time, "[T]")).toBe(
      '192.0.2.7 - anna [T] "GET /path?query=1 HTTP/1.1" 200 512\n',
    );
    expect(createLineFormat("combined")(logged)).toBe(
      `${common.trimEnd()} "http://from.test/" "agent/1"\n`,
    );
  });

  test("what was refused before it was a request has hyphens", () => {
    const line = createLineFormat("combined")(createLogged(refused));
    expect(line.replace(time, "[T]")).toBe('192.0.2.7 - - [T] "-" 400 0 "-" "-"\n');
  });

  test("[A12] csv is the line of seven values, with commas of the path encoded", () => {
    const line = createLineFormat("csv")(
      createLogged({ target: "/a,b?c=d", duration: 1_234.5678 }),
    );
    expect(line).toMatch(
      /^192\.0\.2\.7, 2026-11-20 \d\d:\d\d:38, GET, \/a%2Cb, HTTP\/1\.1, 200, 1\.234568\n$/,
    );
  });

  test("an own format has every field, and any field of the header", () => {
    const names = Object.keys(accessLogFields);
    const format = names.map((name) => `${name}={${name}}`).join("|");
    const context = createContext({
      user: "anna",
      route: "/:any",
      trace: { traceId: "a".repeat(32), parentId: "b".repeat(16), isSampled: true },
    });
    const line = createLineFormat(`${format}|accept={header:Accept}`)(createLogged({ context }));
    const values = new Map(
      line
        .trimEnd()
        .split("|")
        .map((pair) => pair.split(/=(.*)/s) as [string, string]),
    );
    expect([...values.keys()]).toEqual([...names, "accept"]);
    expect([...values].filter(([, value]) => value === "-")).toEqual([["accept", "-"]]);
    expect(Object.fromEntries(values)).toMatchObject({
      peer: "127.0.0.1",
      query: "query=1",
      "time-iso": "2026-11-20T15:07:38.123Z",
      duration: "0.012346",
      "duration-ms": "12.346",
      "first-byte-ms": "3.500",
      outcome: "complete",
      "trace-id": "a".repeat(32),
      worker: "3",
    });
  });

  test("json says numbers as numbers and leaves out what is not there", () => {
    const line = createLineFormat("json")(createLogged({ isAborted: true, status: 499 }));
    expect(line.endsWith("\n")).toBe(true);
    expect(JSON.parse(line)).toEqual({
      time: "2026-11-20T15:07:38.123Z",
      client: "192.0.2.7",
      method: "GET",
      target: "/path?query=1",
      protocol: "HTTP/1.1",
      status: 499,
      bytes: 512,
      durationMs: 12.346,
      firstByteMs: 3.5,
      host: "site.test",
      referer: "http://from.test/",
      userAgent: "agent/1",
      requestId: "id-1",
      aborted: true,
      worker: 3,
    });
    const unread = JSON.parse(createLineFormat("json")(createLogged(refused))) as object;
    expect(Object.keys(unread)).toEqual([
      "time",
      "client",
      "status",
      "bytes",
      "durationMs",
      "firstByteMs",
      "worker",
    ]);
  });
});

/** Each byte that a client or an app could try. */
const hostile = [
  ...Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)),
  "\u2028",
  "€",
  "\ud800",
  "😀",
  '" 200 0 "-" "forged"\n127.0.0.1 - - [now] "GET / HTTP/1.1',
  "\u001b]0;owned\u0007",
];

describe("hostile bytes", () => {
  test.each(["combined", "common", "csv", "json", '"{user-agent}" {user-agent} {user} {path}'])(
    "%s stays one line of printable ASCII, whatever stands in it",
    (setting) => {
      const format = createLineFormat(setting);
      const usual = format(createLogged()).split(" ").length;
      for (const text of hostile) {
        const context = createContext({ user: text, route: text });
        const fields = ["User-Agent", text, "Referer", text, "Host", text];
        const line = format(
          createLogged({ target: `/${text}`, method: `G${text}`, fields, context }),
        );
        expect(line).toMatch(/^[ -~]+\n$/);
        if (setting === "json") expect(JSON.parse(line)).toMatchObject({ user: text });
        else if (setting === "common" && text.trim() === text)
          expect(line.split(" ").length).toBe(usual + (text.match(/ /g) ?? []).length * 2);
      }
    },
  );

  test("a quotation mark cannot end the quotation, a blank cannot end a word", () => {
    const format = createLineFormat('"{user-agent}" {user}');
    const fields = ["User-Agent", 'a" "b\\'];
    const context = createContext({ user: 'x "y' });
    expect(format(createLogged({ fields, context }))).toBe('"a\\x22 \\x22b\\x5C" x\\x20\\x22y\n');
  });

  test("bytes of a header keep their number, what the app says is UTF-8", () => {
    const format = createLineFormat("{user-agent} {user}");
    const context = createContext({ user: "€" });
    expect(format(createLogged({ fields: ["User-Agent", "\u00e9\u00ff"], context }))).toBe(
      "\\xE9\\xFF \\xE2\\x82\\xAC\n",
    );
  });

  test.each([[{}], [Symbol("x")], [() => {}], [Number.NaN], [null], [{ toString: 1 }]])(
    "an app that sets user and route to nonsense costs no line",
    (nonsense) => {
      const context = createContext({ user: nonsense as never, route: nonsense as never });
      for (const setting of ["{user}{route}", "json"])
        expect(createLineFormat(setting)(createLogged({ context }))).toMatch(/^[ -~]+\n$/);
    },
  );
});
