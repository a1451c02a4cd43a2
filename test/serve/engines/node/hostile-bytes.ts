/** Seeded bytes that a hostile client might send: requests, bodies and frames that are nearly right. */

import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";

/** Numbers from a seed: the same ones each time. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to below `end` (mulberry32). */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * end;
  }

  int(end: number): number {
    return Math.floor(this.below(end));
  }

  pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
    return items[this.int(items.length)] as Item;
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.int(most) }, () => this.int(256)));
  }
}

const paths = ["/text", "/echo", "/trailers", "/socket", "/listener", "/cancel", "/late", "/fail"];
const coders = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
} as const;
const fields = [
  "Host: other",
  "Connection: close",
  "Connection: upgrade, close",
  "Upgrade: h2c",
  "Upgrade: websocket",
  "Expect: 100-continue",
  "Expect: more",
  "TE: trailers",
  "Content-Encoding: zstd, gzip",
  "Content-Length: 7",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: gzip, chunked",
  "X-Forwarded-For: 1.2.3.4, __proto__",
  'Forwarded: for="[::1',
  "__proto__: x",
  "constructor: x",
  "Sec-WebSocket-Extensions: permessage-deflate; x=\u00ff",
];

/** What one connection sends: some requests, pipelined, most of them spoiled a little. */
export function hostileBytes(chance: Chance): Buffer {
  const requests = Array.from({ length: 1 + chance.int(4) }, () => request(chance));
  const all = Buffer.concat(requests);
  return chance.below(1) < 0.7 ? spoil(chance, all) : all;
}

function request(chance: Chance): Buffer {
  const kind = chance.int(10);
  if (kind === 0) return chance.bytes(300);
  if (kind <= 3) return webSocket(chance);
  const lines = ["Host: fuzz.test"];
  while (chance.below(1) < 0.4) lines.push(chance.pick(fields));
  const coding = chance.pick(["gzip", "deflate", "br", "zstd", "none", "none"] as const);
  const plain = Buffer.alloc(chance.int(3_000), chance.pick(["a", "{}", "\u00ff"]));
  if (coding !== "none") lines.push(`Content-Encoding: ${coding}`);
  let body: Buffer = coding === "none" ? plain : coders[coding](plain);
  if (chance.below(1) < 0.3) body = spoil(chance, body);
  const isChunked = chance.below(1) < 0.6;
  lines.push(isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.byteLength}`);
  const method = chance.pick(["POST", "PUT", "GET", "HEAD", "OPTIONS", "QUERY", "CONNECT"]);
  const target = chance.pick([...paths, "*", "http://fuzz.test?a=/b", "//x", "/%", "/a/%2e%2e/b"]);
  const head = `${method} ${target} HTTP/1.${chance.pick([1, 1, 1, 0])}\r\n${lines.join("\r\n")}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), isChunked ? chunks(chance, body) : body]);
}

function chunks(chance: Chance, body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.byteLength;) {
    const piece = body.subarray(at, (at += 1 + chance.int(900)));
    const extension = chance.pick(["", "", ";a=b", ';a="\u0001"']);
    parts.push(Buffer.from(`${piece.byteLength.toString(16)}${extension}\r\n`), piece);
    parts.push(Buffer.from("\r\n"));
  }
  const trailers = chance.pick(["", "X-Sum: 1\r\n", "Content-Length: 3\r\n", "__proto__: a\r\n"]);
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailers.repeat(chance.int(3))}\r\n`)]);
}

function webSocket(chance: Chance): Buffer {
  const lines = [
    "Host: fuzz.test",
    "Connection: Upgrade",
    "Upgrade: websocket",
    `Sec-WebSocket-Version: ${chance.pick(["13", "13", "13", "8"])}`,
    `Sec-WebSocket-Key: ${chance.pick(["dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ==", "no"])}`,
    ...(chance.below(1) < 0.2 ? [chance.pick(fields)] : []),
  ];
  const frames = Array.from({ length: chance.int(6) }, () => frame(chance));
  const head = `GET ${chance.pick(["/socket", "/socket", "/taken", "/late"])} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), ...frames]);
}

/** As a client writes it (RFC 6455 §5.2), mostly; the mask is zero, so that a seed says all. */
function frame(chance: Chance): Buffer {
  const payload = chance.bytes(126);
  const first = chance.pick([0x81, 0x82, 0x01, 0x00, 0x80, 0x88, 0x89, 0x8a, 0x83, 0xc1, 0x09]);
  const head = Buffer.from([first, 0x80 | payload.byteLength, 0, 0, 0, 0]);
  const made = Buffer.concat([head, payload]);
  return chance.below(1) < 0.4 ? spoil(chance, made) : made;
}

/** A few bytes changed, removed, doubled, or put in. */
function spoil(chance: Chance, given: Buffer): Buffer {
  let bytes: Buffer = Buffer.from(given);
  for (let times = 1 + chance.int(4); times > 0 && bytes.byteLength > 0; times -= 1) {
    const at = chance.int(bytes.byteLength);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    const pieces = [
      () => [before, after.subarray(1 + chance.int(20))],
      () => [before, after.subarray(0, chance.int(40)), after],
      () => [before, chance.bytes(5), after],
      () => [before, Buffer.from(chance.pick(["\r\n", "\0", ":", " ", "\r", "\n", ","])), after],
      () => [before, Buffer.from([(after[0] ?? 0) ^ (1 << chance.int(8))]), after.subarray(1)],
      () => [before],
    ];
    bytes = Buffer.concat(chance.pick(pieces)());
  }
  return bytes;
}
