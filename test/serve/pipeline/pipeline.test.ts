import { describe, expect, it } from "vitest";
import { type Handler, ServedContext } from "../../../src/http/index.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";

function createContext(): ServedContext {
  const client = { address: "127.0.0.1", port: 1 };
  const draining = new AbortController().signal;
  const about = { worker: 0, server: "test", draining, basePath: "" };
  const host = { ...about, onError: () => {}, keep: () => {} };
  const peer = { client, scheme: "http", authority: "localhost", trust: undefined } as const;
  return new ServedContext(peer, host, []);
}

async function run(
  handler: Handler,
): Promise<{ response: Response; reports: unknown[][]; id: string }> {
  const reports: unknown[][] = [];
  const context = createContext();
  const onError = (...report: unknown[]): void => void reports.push(report);
  const response = await createPipeline(handler, { onError })(new Request("http://a/"), context);
  return { response, reports, id: context.requestId };
}

describe("the pipeline", () => {
  it("hands on what the app answers, at once when the app answers at once", () => {
    const answer = new Response("fine");
    const piped = createPipeline(() => answer, { onError: () => {} });
    expect(piped(new Request("http://a/"), createContext())).toBe(answer);
  });

  const failures: readonly (readonly [string, Handler, RegExp])[] = [
    [
      "throws",
      () => {
        throw new Error("secret");
      },
      /secret/,
    ],
    ["rejects", () => Promise.reject(new Error("secret")), /secret/],
    [
      "throws what is no error",
      () => {
        throw "secret";
      },
      /secret/,
    ],
    ["returns nothing", () => undefined as unknown as Response, /returned undefined/],
    ["resolves to text", () => Promise.resolve("hi" as unknown as Response), /returned a string/],
    ["returns a network error", () => Response.error(), /an object of Response/],
  ];
  it.each(failures)(
    "an app that %s is a plain 500 with the request's id, and a report",
    async (_name, handler, told) => {
      const { response, reports, id } = await run(handler);
      expect(response.status).toBe(500);
      expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
      expect(await response.text()).toBe(`Internal Server Error\nRequest id: ${id}\n`);
      expect(reports).toEqual([[expect.anything(), id]]);
      expect(String(reports[0]?.[0])).toMatch(told);
    },
  );

  it("a reporter that throws does not cost the answer", async () => {
    const onError = (): never => {
      throw new Error("reporter");
    };
    const piped = createPipeline(
      () => {
        throw new Error("app");
      },
      { onError },
    );
    expect((await piped(new Request("http://a/"), createContext())).status).toBe(500);
  });

  it("a Response of another library passes by its shape", async () => {
    const { status, headers, body } = new Response("foreign");
    const foreign = { status, headers, body, statusText: "" } as Response;
    expect((await run(() => foreign)).response).toBe(foreign);
  });
});
