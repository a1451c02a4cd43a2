import { fileURLToPath } from "node:url";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import type { RequestContext } from "../../../../src/http/index.ts";
import { answerError, toFailureApp } from "../../../../src/serve/dev/index.ts";
import { redact } from "../../../../src/serve/dev/error-page/redact.ts";

const here = fileURLToPath(import.meta.url);
const place = { folder: dirname(here), env: { MY_SECRET: "hunter2", PLAIN: "yes" } };
const context = { requestId: "id-1", basePath: "/base" } as RequestContext;

function ask(
  thrown: unknown,
  headers: Readonly<Record<string, string>> = {},
  url = "http://localhost/x",
) {
  return answerError(thrown, { request: new Request(url, { headers }), context }, place);
}

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

test("[C5] answers a page, JSON or text, as the client likes it", async () => {
  const error = new Error("outer", { cause: new TypeError("inner") });
  const answers = await Promise.all([
    ask(error, browser),
    ask(error, { accept: "application/json" }),
    ask(error, { accept: "*/*" }),
  ]);
  expect(answers.map(({ status, headers }) => [status, headers.get("content-type")])).toEqual([
    [500, "text/html; charset=utf-8"],
    [500, "application/json; charset=utf-8"],
    [500, "text/plain; charset=utf-8"],
  ]);
  const [page, json, text] = await Promise.all(answers.map((answer) => answer.text()));
  expect(page).toContain(`src="/base/__landfall/dev.js"`);
  expect(page).toMatch(/class="here"><i>\d+<\/i> {2}const error = new Error\(&quot;outer&quot;/);
  expect(page).toContain("MY_SECRET</th><td>[redacted]");
  expect(page).not.toContain("hunter2");
  expect(JSON.parse(json!)).toMatchObject({
    error: { message: "outer", causes: [{ name: "TypeError", message: "inner" }] },
    requestId: "id-1",
  });
  expect(text).toMatch(/^Error: outer\n[^]*\nCaused by: TypeError: inner\n/);
});

test("a name that any site could have is shown nothing", async () => {
  const answer = await ask(new Error("detail"), browser, "http://evil.example/");
  expect(await answer.text()).not.toContain("detail");
  for (const host of ["127.0.0.1:8080", "[::1]:80", "app.localhost", "my.test"]) {
    const shown = await ask(new Error("detail"), browser, `http://${host}/`);
    expect(await shown.text()).toContain("detail");
  }
});

test("nothing runs on the page but its own script, whatever was thrown", async () => {
  const answer = await ask(new Error("<script>alert(1)</script>\u202e\u0000"), browser);
  expect(answer.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'nonce-[\w-]{20,}'; script-src 'self'/,
  );
  const page = await answer.text();
  expect(page).not.toContain("<script>alert");
  expect(page).toContain("\\u202e\\u0000");
});

const loop = new Error("loop");
loop.cause = loop;
const liar = Object.defineProperty({}, "message", {
  get() {
    throw new Error("caught you");
  },
});

test.each([
  ["text", "just text"],
  ["nothing", undefined],
  ["null", null],
  ["a symbol", Symbol("s")],
  ["a loop of causes", loop],
  ["an object that lies", liar],
  ["an error whose members are no texts", Object.assign(new Error("x"), { stack: 42, name: {} })],
  ["a message of a megabyte", new Error("m".repeat(1_000_000))],
])("shows %s without failing itself", async (_, thrown) => {
  expect((await ask(thrown, browser)).status).toBe(500);
});

test.each([
  ["COOKIE", "a=b", "[redacted]"],
  ["x-api-key", "k", "[redacted]"],
  ["DB_PASSWORD", "p", "[redacted]"],
  ["DB_PASSWORD", "", ""],
  ["REDIS_URL", "redis://:pw@host/0", "redis://:[redacted]@host/0"],
  ["HOME", "/home/me", "/home/me"],
])("redacts %s=%s to %s", (name, value, shown) => {
  expect(redact(name, value)).toBe(shown);
});

test("[C9] without a page, what stands in for a broken app keeps the reason to itself", async () => {
  const failure = { code: "X", message: "boom (a.ts:1:1)", hint: "Mend.", exitCode: 1 } as const;
  const request = new Request("http://localhost/");
  const hidden = await toFailureApp(failure, undefined).handler(request, context);
  expect(await hidden.text()).toBe("Internal Server Error\nRequest id: id-1\n");
  const shown = await toFailureApp(failure, place).handler(request, context);
  expect(await shown.text()).toContain("boom (a.ts:1:1)");
});
