import { expect, test } from "vitest";
import type { CompletedRequest, RequestContext } from "../../../src/http/index.ts";
import { HealthProbe } from "../../../src/serve/pipeline/index.ts";

function ask(probe: HealthProbe, path: string, method = "GET"): Promise<Response> | Response {
  const handler = probe.before(() => new Response("app"));
  return handler(new Request(`http://a${path}`, { method }), {} as RequestContext);
}

const bodyOf = async (answer: Response | Promise<Response>): Promise<string> =>
  (await answer).text();

test.each(["/healthz", "/healthz?x=1", "/./healthz", "/a/../healthz"])(
  "%s is a probe",
  async (path) => {
    const probe = new HealthProbe("/healthz");
    expect(await bodyOf(ask(probe, path))).toBe("ok\n");
    expect(probe.answered).toBe(1);
  },
);

test.each(["/", "/healthz/", "/healthzz", "/a/healthz", "/HEALTHZ", "//healthz", "/?/healthz"])(
  "%s is the app's",
  async (path) => {
    const probe = new HealthProbe("/healthz");
    expect(await bodyOf(ask(probe, path))).toBe("app");
    expect(probe.answered).toBe(0);
  },
);

test("HEAD is a probe without a body, and other methods are the app's", async () => {
  const probe = new HealthProbe("/healthz");
  expect(await bodyOf(ask(probe, "/healthz", "HEAD"))).toBe("");
  for (const method of ["POST", "PUT", "OPTIONS", "DELETE"]) {
    expect(await bodyOf(ask(probe, "/healthz", method))).toBe("app");
  }
});

test("at the end of the service the answer is 503 and closes its connection", async () => {
  const probe = new HealthProbe("/healthz");
  probe.endService();
  for (const method of ["GET", "HEAD"]) {
    const answer = await ask(probe, "/healthz", method);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("connection")).toBe("close");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  }
});

test("a probe is known again when it is over, and no other request is taken for one", async () => {
  const probe = new HealthProbe("/healthz");
  const handler = probe.before(() => new Response("app"));
  const [asked, other] = [{}, {}] as [RequestContext, RequestContext];
  await handler(new Request("http://a/healthz"), asked);
  await handler(new Request("http://a/"), other);
  const has = (context: RequestContext | undefined): boolean =>
    probe.has({ context } as CompletedRequest);
  expect([has(asked), has(other), has(undefined)]).toEqual([true, false, false]);
});
