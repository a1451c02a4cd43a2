/** A competitor serves when its answer is right, and a wrong answer is said. */
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { nodeHttp } from "../../../bench/competitors/node-http.ts";
import { familyOf } from "../../../bench/measuring/family.ts";
import { askOnce, hello, jsonEcho } from "../../../bench/measuring/request.ts";
import { awaitAnswer, startServing } from "../../../bench/measuring/serving.ts";
import type { ListenAddress } from "../../../src/core/index.ts";

const order = { app: "hello", workers: 1, placement: "together", installed: "" } as const;

it.each(["tcp", "unix"] as const)("starts a competitor on %s and ends it", async (listen) => {
  const serving = await startServing(nodeHttp, { ...order, listen });
  try {
    await awaitAnswer(serving, hello);
    await awaitAnswer(serving, jsonEcho);
    expect(familyOf(serving.pid)).toHaveLength(1);
  } finally {
    await serving[Symbol.asyncDispose]();
  }
  expect(familyOf(serving.pid)).toEqual([]);
  expect(existsSync(serving.place.folder)).toBe(false);
});

async function answering(status: number, body: string): Promise<ListenAddress> {
  const server = createServer((_request, response) => {
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { kind: "tcp", host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

it.each([
  { status: 500, body: "Hello, world!", kind: hello, says: "status 500" },
  { status: 404, body: "", kind: jsonEcho, says: "status 404" },
  { status: 200, body: "Hello, world", kind: hello, says: 'the body is "Hello, world"' },
  { status: 200, body: "{}", kind: jsonEcho, says: "the echo is {}" },
  { status: 200, body: "{", kind: jsonEcho, says: "the echo is {" },
])("does not take $status $body for an answer to $kind.method", async (one) => {
  await expect(askOnce(await answering(one.status, one.body), one.kind)).rejects.toThrow(one.says);
});

it("takes JSON with other blanks for the same", () => {
  const spaced = JSON.stringify(JSON.parse(jsonEcho.body ?? ""), undefined, 2);
  expect(jsonEcho.judge(spaced)).toBeUndefined();
});
