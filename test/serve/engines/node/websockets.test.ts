import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { Handler } from "../../../../src/http/index.ts";
import { start, type Started } from "./started.ts";

const echo: Handler = (_request, context) => {
  const { socket, response } = context.upgrade();
  socket.addEventListener("message", ({ data }) => socket.send(data));
  return response;
};

function urlOf({ address }: Started, path = "/"): string {
  if (address.kind !== "tcp") throw new Error("no port");
  return `ws://127.0.0.1:${address.port}${path}`;
}

describe("a WebSocket", () => {
  it("echoes texts and bytes, and closes with the client's code", async () => {
    await using started = await start(echo);
    const client = new WebSocket(urlOf(started));
    await once(client, "open");
    client.send("text");
    expect(await once(client, "message")).toEqual([Buffer.from("text"), false]);
    client.send(Buffer.from([1, 2]));
    expect(await once(client, "message")).toEqual([Buffer.from([1, 2]), true]);
    client.close(3_000, "bye");
    expect(await once(client, "close")).toEqual([3_000, Buffer.from("bye")]);
    expect(started.server.activity()).toMatchObject({ inFlight: 0, requests: 1 });
    expect(started.errors).toEqual([]);
  });
});
