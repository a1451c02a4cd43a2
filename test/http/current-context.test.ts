import { expect, test } from "vitest";
import { type RequestContext, trackContext, withTracking } from "../../src/http/index.ts";

const handler = async (_request: Request, context: RequestContext): Promise<Response> => {
  await new Promise((resolve) => setImmediate(resolve));
  return new Response(context.requestId);
};

test("a handler stays as it is until the app asks; then the context is found wherever the request goes", async () => {
  expect(withTracking(handler)).toBe(handler);
  const current = trackContext();
  expect(trackContext()()).toBeUndefined();
  const tracked = withTracking(async (request, context) => {
    const response = await handler(request, context);
    return new Response(`${await response.text()} ${current()?.requestId}`);
  });
  const ask = async (requestId: string): Promise<string> => {
    const answer = await tracked(new Request("http://a/"), { requestId } as RequestContext);
    return answer.text();
  };
  const ids = Array.from({ length: 20 }, (_, index) => `id-${index}`);
  expect(await Promise.all(ids.map(ask))).toEqual(ids.map((id) => `${id} ${id}`));
  expect(current()).toBeUndefined();
});
