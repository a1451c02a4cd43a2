import { describe, expect, it } from "vitest";
import { seconds } from "../../../src/core/index.ts";
import { answerClosed, type Closed } from "../../../src/serve/guards/maintenance-answer.ts";

const now = Date.parse("2030-01-01T00:00:00Z");
const closed: Closed = { kind: "closed", since: "2029-12-31T00:00:00Z", reason: '<i>&"disks' };

function answer(accept: string | undefined, said: Partial<Closed> = {}): Response {
  const headers = accept === undefined ? {} : { accept };
  const plan = { closed: { ...closed, ...said }, retryAfter: seconds(90) };
  return answerClosed(new Request("http://a/", { headers }), plan, now);
}

describe("the answer of a closed site", () => {
  const wishes: [string | undefined, string][] = [
    [undefined, "text/html; charset=utf-8"],
    ["", "text/html; charset=utf-8"],
    ["*/*", "text/html; charset=utf-8"],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"],
    ["application/json", "application/json"],
    ["application/json, text/plain, */*", "text/html; charset=utf-8"],
    ["application/json;q=0.9, */*;q=0.1", "application/json"],
    ["application/problem+json", "application/problem+json"],
    ["application/*", "application/json"],
    ["text/*;q=0.5, text/html;q=0", "text/plain; charset=utf-8"],
    ["image/png", "text/plain; charset=utf-8"],
    ["TEXT/PLAIN", "text/plain; charset=utf-8"],
    ["text/html;q=2, text/plain;q=x, application/json;q=0.1", "application/json"],
    [`${"a/b,".repeat(500)}application/json`, "text/plain; charset=utf-8"],
    [";;,,q=1,/", "text/plain; charset=utf-8"],
  ];
  it.each(wishes)("to who accepts %j is %s", (accept, type) => {
    const { status, headers } = answer(accept);
    expect([status, headers.get("content-type")]).toEqual([503, type]);
  });

  it("holds what was said about it, quoted for its format", async () => {
    expect(await answer("text/html").text()).toContain("<p>&lt;i&gt;&amp;&quot;disks</p>");
    expect(await answer("application/json").json()).toMatchObject({ detail: '<i>&"disks' });
    expect(await answer("text/plain").text()).toBe(
      'Temporarily down for maintenance\n<i>&"disks\n',
    );
  });

  const times: [string | undefined, string][] = [
    [undefined, "90"],
    ["2030-01-01T00:00:30.500Z", "31"],
    ["2029-12-31T23:59:59Z", "90"],
  ];
  it.each(times)("promises %s as Retry-After %s", (until, retryAfter) => {
    expect(answer("*/*", { until }).headers.get("retry-after")).toBe(retryAfter);
  });
});
