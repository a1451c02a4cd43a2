import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LightResponse, NativeResponse } from "../../src/http/light-response.ts";

const Light = LightResponse as unknown as typeof Response;

/** Everything a caller can see of a Response, its body read last. */
async function look(response: Response): Promise<unknown> {
  return {
    status: response.status,
    statusText: response.statusText,
    ok: response.ok,
    type: response.type,
    url: response.url,
    redirected: response.redirected,
    headers: [...response.headers],
    hasBody: response.body !== null,
    text: await response.text(),
    used: response.bodyUsed,
  };
}

type Arguments = ConstructorParameters<typeof Response>;

const cases: [string, () => Arguments][] = [
  ["nothing", () => []],
  ["a text", () => ["hello"]],
  ["an empty text", () => [""]],
  [
    "a text with a type of its own",
    () => ["{}", { headers: { "Content-Type": "application/json" } }],
  ],
  ["a status and its text", () => ["no", { status: 404, statusText: "Not Here" }]],
  ["headers as an object", () => ["x", { headers: { "X-One": "1", "x-two": " 2 " } }]],
  [
    "headers as pairs, one of them twice",
    () => [
      "x",
      {
        headers: [
          ["set-cookie", "a"],
          ["set-cookie", "b"],
        ],
      },
    ],
  ],
  ["headers as Headers", () => ["x", { headers: new Headers({ a: "b" }) }]],
  ["bytes", () => [new Uint8Array([104, 105])]],
  ["a buffer", () => [new Uint8Array([104, 105]).buffer]],
  ["a blob with a type", () => [new Blob(["hi"], { type: "image/png" })]],
  ["a form", () => [new URLSearchParams({ a: "1 2" })]],
  ["a stream", () => [new Blob(["streamed"]).stream()]],
  ["an empty answer", () => [null, { status: 204 }]],
  [
    "another Response as its init",
    () => ["y", new NativeResponse(null, { status: 418, headers: { a: "b" } })],
  ],
  ["text beyond ASCII", () => ["žluťoučký 🐎"]],
];

describe("a light Response looks and reads like the native one", () => {
  test.each(cases)("made of %s", async (_what, make) => {
    expect(await look(new Light(...make()))).toEqual(await look(new NativeResponse(...make())));
  });

  test.each(cases)("made of %s, cloned, headers asked first", async (_what, make) => {
    const light = new Light(...make());
    const native = new NativeResponse(...make());
    expect([...light.headers]).toEqual([...native.headers]);
    const [lightCopy, nativeCopy] = [light.clone(), native.clone()];
    expect(await look(lightCopy)).toEqual(await look(nativeCopy));
    expect(await look(light)).toEqual(await look(native));
  });

  test.each<[string, () => Response, () => Response]>([
    ["json()", () => Light.json({ a: 1 }), () => NativeResponse.json({ a: 1 })],
    [
      "json() with a type",
      () => Light.json([], { headers: { "content-type": "x/y" } }),
      () => NativeResponse.json([], { headers: { "content-type": "x/y" } }),
    ],
    [
      "redirect()",
      () => Light.redirect("http://h/x", 307),
      () => NativeResponse.redirect("http://h/x", 307),
    ],
  ])("%s", async (_what, light, native) => {
    expect(await look(light())).toEqual(await look(native()));
  });

  test.each<[string, Arguments]>([
    ["a status out of range", ["", { status: 600 }]],
    ["a status below 200", ["", { status: 101 }]],
    ["a body where there can be none", ["x", { status: 204 }]],
    ["a status text with a line break", ["", { statusText: "a\r\nb" }]],
    ["a header name that is none", ["", { headers: [["a b", "c"]] }]],
  ])("%s is refused by both, with the same kind of error", (_what, args) => {
    const kind = (make: () => Response) => {
      try {
        make();
        return "made";
      } catch (error) {
        return (error as Error).name;
      }
    };
    const expected = kind(() => new NativeResponse(...args));
    expect(expected).toMatch(/Error$/);
    expect(kind(() => new Light(...args))).toBe(expected);
  });

  test("a body can be read once", async () => {
    const light = new Light("once");
    await light.text();
    await expect(light.text()).rejects.toThrow(TypeError);
  });

  test("with any headers and text it shows what the native one shows", async () => {
    const name = fc
      .stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/)
      .filter((text) => text !== "constructor");
    const value = fc.stringMatching(/^[ -~]{0,20}$/);
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.dictionary(name, value), async (text, headers) => {
        const init = { headers: { ...headers } };
        expect(await look(new Light(text, init))).toEqual(
          await look(new NativeResponse(text, init)),
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("what kind of thing it is", () => {
  test("instanceof holds both ways, and a subclass is itself only", () => {
    class Special extends Light {}
    expect(new Light() instanceof NativeResponse).toBe(true);
    expect(new NativeResponse() instanceof Light).toBe(true);
    expect(new Special() instanceof Light).toBe(true);
    expect(new Light() instanceof Special).toBe(false);
    expect(String(new Light())).toBe("[object Response]");
  });

  test("headers that the app changes later, on its own object, do not change the answer", () => {
    const headers: Record<string, string> = { a: "1" };
    const light = new Light("", { headers });
    headers["a"] = "2";
    expect(light.headers.get("a")).toBe("1");
  });

  test("a change of headers is seen after the body was opened, too", async () => {
    const light = new Light("x");
    expect(await new NativeResponse(light.body).text()).toBe("x");
    light.headers.set("late", "yes");
    expect(light.headers.get("late")).toBe("yes");
  });
});

describe("what the server may take without opening it", () => {
  test("a text with plain headers comes as it was given", () => {
    const parts = LightResponse.peek(new Light("hi", { status: 201, headers: { A: "b" } }));
    const textType = "text/plain;charset=UTF-8";
    expect(parts).toEqual({
      status: 201,
      statusText: "",
      headers: { A: "b" },
      body: "hi",
      textType,
    });
  });

  test("a stream, an opened body and a native Response are not light", () => {
    const opened = new Light("x");
    void opened.body;
    const others = [new Light(new Blob(["x"]).stream()), opened, new NativeResponse("x"), null, {}];
    expect(others.map((other) => LightResponse.peek(other))).toEqual(others.map(() => undefined));
  });
});
