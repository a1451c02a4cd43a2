import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installWebGlobals } from "../../src/http/index.ts";
import { runLaw, serverLaw, serverSubject } from "../../src/laws/index.ts";
import { node } from "../../src/serve/engines/index.ts";
import { start } from "../serve/engines/node/started.ts";

const native = { Response, Request, fetch };
let restore: () => void;

beforeAll(() => {
  restore = installWebGlobals();
});

afterAll(() => {
  restore();
  expect({ Response, Request, fetch }).toEqual(native);
});

/** Serves one handler with lazy Requests and asks it once. */
async function answer(
  handler: (request: Request) => Response | Promise<Response>,
  init: RequestInit & { path?: string } = {},
): Promise<Response> {
  await using started = await start(handler, undefined, { nativeResponse: false });
  const { address } = started;
  if (address.kind !== "tcp") throw new Error("not on TCP");
  const response = await native.fetch(`http://127.0.0.1:${address.port}${init.path ?? "/"}`, init);
  const { status, headers } = response;
  return new native.Response(await response.arrayBuffer(), { status, headers });
}

describe("with our Response and Request in place of the native ones", () => {
  test("engine node keeps every promise of the server law", async () => {
    const results = await runLaw(serverLaw, serverSubject(node, { nativeResponse: false }));
    expect(results.filter(({ kind }) => kind === "broken")).toEqual([]);
  });

  test("a light answer goes out whole, with its length and its type", async () => {
    const response = await answer(() => new Response("žluť"));
    expect(await response.text()).toBe("žluť");
    expect(response.headers.get("content-length")).toBe("6");
    expect(response.headers.get("content-type")).toBe("text/plain;charset=UTF-8");
  });

  test("several cookies stay several", async () => {
    const response = await answer(() => {
      const headers = new Headers({ "set-cookie": "a=1" });
      headers.append("set-cookie", "b=2");
      return new Response("", { headers });
    });
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  test("a header value that would split the answer becomes a 500, not a second header", async () => {
    const response = await answer(() => new Response("x", { headers: { a: "b\r\nevil: yes" } }));
    expect([response.status, response.headers.get("evil")]).toEqual([500, null]);
  });

  test("a Request is instance of Request, and can be the input of another one and of fetch", async () => {
    const response = await answer(
      async (request) => {
        const copy = new Request(request, { headers: { extra: "1" } });
        const seen = [request instanceof Request, request instanceof native.Request, copy.method];
        return Response.json([...seen, await copy.text(), copy.headers.get("extra")]);
      },
      { method: "POST", body: "payload" },
    );
    expect(await response.json()).toEqual([true, true, "POST", "payload", "1"]);
  });

  test("what is asked rarely is answered as the native Request answers it", async () => {
    const response = await answer(
      async (request) => {
        const copy = request.clone();
        const form = await request.formData();
        const { cache, credentials, destination, mode, redirect, bodyUsed } = request;
        const rare = { cache, credentials, destination, mode, redirect, bodyUsed };
        return Response.json({ rare, form: [...form], text: await copy.text() });
      },
      { method: "POST", body: new URLSearchParams({ a: "1" }) },
    );
    const { cache, credentials, destination, mode, redirect } = new native.Request("http://h/");
    expect(await response.json()).toEqual({
      rare: { cache, credentials, destination, mode, redirect, bodyUsed: true },
      form: [["a", "1"]],
      text: "a=1",
    });
  });

  test.each([
    "/",
    "/a/b?c=d&e=%20f",
    "/a/../b",
    "/a/%2e%2e/b",
    "//x",
    "/ü",
    "/a b",
    "/x?'q'",
    "/x|y",
    "/.well-known",
  ])("the URL of %s is the one that a native Request would show", async (path) => {
    const target = encodeURI(decodeURI(path)) === path ? path : encodeURI(path);
    const response = await answer((request) => new Response(request.url), { path: target });
    const shown = new URL(await response.text());
    const expected = new URL(`http://h${target}`);
    expect([shown.pathname, shown.search]).toEqual([expected.pathname, expected.search]);
  });

  test("headers that came twice are joined, and asking for them does not change the order of anything", async () => {
    const response = await answer((request) => Response.json(request.headers.get("x-a")), {
      headers: [
        ["x-a", "1"],
        ["X-A", "2"],
      ],
    });
    expect(await response.json()).toBe("1, 2");
  });
});
