/** A client that speaks WebSocket by hand, so that it can also do what no library would. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { AnswerHead } from "./answer.ts";
import { type Client, requestHead } from "./client.ts";
import { type Frame, formatFrame, type FrameKind, readFrame } from "./web-socket-frames.ts";

const suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const key = "bGF3IG9mIHNlcnZlcnMhIQ==";

/** What a right answer to our key says. */
export const rightAccept: string = createHash("sha1")
  .update(key + suffix)
  .digest("base64");

/** Fields of a handshake; undefined leaves one out. */
export type HandshakeFields = Readonly<Record<string, string | undefined>>;

/** The head of a request that asks for a WebSocket. */
export function handshake(target: string, fields: HandshakeFields = {}, method = "GET"): string {
  const all: HandshakeFields = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": key,
    ...fields,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return requestHead(method, target, lines);
}

/** One end of a WebSocket. */
export class WebSocketClient {
  readonly client: Client;
  /** The head of the answer that opened it. */
  readonly head: AnswerHead;

  constructor(client: Client, head: AnswerHead) {
    this.client = client;
    this.head = head;
  }

  /** Opens one, with whatever comes right behind the handshake; rejects unless the server answers 101. */
  static async open(
    client: Client,
    fields: HandshakeFields = {},
    early: Uint8Array = Buffer.alloc(0),
  ): Promise<WebSocketClient> {
    client.send(Buffer.concat([Buffer.from(handshake("/", fields)), early]));
    const head = await client.head();
    assert.equal(head.status, 101, "the handshake is answered with 101");
    return new WebSocketClient(client, head);
  }

  /** Sends a whole message, or a control frame. */
  send(kind: FrameKind, content: string | Uint8Array = ""): void {
    this.client.send(formatFrame(kind, content));
  }

  /** Receives a frame. */
  async frame(): Promise<Frame> {
    return this.client.take("a frame", readFrame);
  }

  /** Receives a message, whose frames are put together; any other frame is an error. */
  async message(): Promise<Frame> {
    const parts = [await this.frame()];
    const kind = parts[0]?.kind ?? "unknown";
    assert.ok(kind === "text" || kind === "binary", `a message, not ${kind}`);
    while (parts.at(-1)?.isFinal === false) {
      const part = await this.frame();
      assert.equal(part.kind, "continuation");
      parts.push(part);
    }
    return { kind, isFinal: true, content: Buffer.concat(parts.map(({ content }) => content)) };
  }

  /** Receives a text. */
  async text(): Promise<string> {
    const { kind, content } = await this.message();
    assert.equal(kind, "text");
    return content.toString();
  }

  /** Receives a close frame: its code, 1005 when it has none. */
  async closing(): Promise<number> {
    const { kind, content } = await this.frame();
    assert.equal(kind, "close", `a close frame, not ${kind} ${content.toString("latin1", 0, 40)}`);
    return content.byteLength === 0 ? 1005 : content.readUInt16BE();
  }
}
