/** Family: request bodies in a content coding (RFC 9110 §8.4), left alone unless the server is told to decode them. */

import assert from "node:assert/strict";
import * as zlib from "node:zlib";
import { kilobytes } from "../../core/index.ts";
import type { Handler } from "../../http/index.ts";
import { type Answer, type Client, requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("decompression", "decompression");
const always = promisesOf("decompression");

const demands = { decompressRequests: true };

const encoders = [
  ["gzip", zlib.gzipSync],
  ["deflate", zlib.deflateSync],
  ["br", (content: Uint8Array) => zlib.brotliCompressSync(content, quick)],
  ["zstd", zlib.zstdCompressSync],
] as const;

/** Brotli's best, which is its default, takes long, and it is the server that is checked. */
const quick = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } };

const reportSize: Handler = async (request) => {
  const names = ["content-encoding", "content-length"];
  const fields = names.filter((name) => request.headers.has(name));
  return Response.json([(await request.arrayBuffer()).byteLength, ...fields]);
};

/** Coded bodies are decoded within limits. */
export const decompression: Family = [
  always(
    "decode-unasked",
    "a coded body arrives as it is, with its coding and its length, unless the server is told to decode",
    async (subject) => {
      await using stage = await Stage.set(subject, reportSize);
      const coded = zlib.gzipSync(Buffer.alloc(5_000));
      const { body } = await post(await stage.open(), "gzip", coded);
      assert.deepEqual(JSON.parse(body), [coded.byteLength, "content-encoding", "content-length"]);
    },
  ),
  promise(
    "decode",
    "a body in gzip, deflate, br or zstd is decoded, and the header says nothing of its coding and length",
    async (subject) => {
      await using stage = await Stage.set(subject, reportSize, demands);
      const client = await stage.open();
      for (const [coding, encode] of encoders) {
        const { body } = await post(client, coding, encode(Buffer.alloc(5_000)));
        assert.deepEqual(JSON.parse(body), [5_000], coding);
      }
    },
  ),
  promise(
    "decode-limit",
    "a small body that becomes a large one is a 413 at the limit",
    async (subject) => {
      const limits = { maxBody: kilobytes(100) };
      await using stage = await Stage.set(subject, reportSize, { ...demands, limits });
      for (const [coding, encode] of encoders) {
        const bomb = encode(Buffer.alloc(2_000_000));
        const { head } = await post(await stage.open(), coding, bomb);
        assert.equal(head.status, 413, coding);
        await stage.expectAlive(coding);
      }
    },
  ),
  promise(
    "decode-corrupt",
    "a body that is none of its coding, or not all of it, is a 400 to whoever reads it",
    async (subject) => {
      await using stage = await Stage.set(subject, reportSize, demands);
      for (const [coding, encode] of encoders) {
        const coded = encode(Buffer.from("some words, and not so few of them"));
        for (const bytes of [Buffer.from("no such thing"), coded.subarray(0, -9)]) {
          const { head } = await post(await stage.open(), coding, bytes);
          assert.equal(head.status, 400, coding);
          await stage.expectAlive(coding);
        }
      }
    },
  ),
  promise(
    "decode-unknown",
    "a body in an unknown coding is a 415 that says which are known",
    async (subject) => {
      await using stage = await Stage.set(subject, reportSize, demands);
      const { head } = await post(await stage.open(), "exotic", Buffer.from("text"));
      assert.equal(head.status, 415);
      assert.match(head.values("accept-encoding").join(), /\bgzip\b/);
    },
  ),
];

function post(client: Client, coding: string, content: Uint8Array): Promise<Answer> {
  const lines = [`Content-Encoding: ${coding}`, `Content-Length: ${content.byteLength}`];
  client.send(requestHead("POST", `/${coding}`, lines));
  client.send(content);
  return client.answer("POST");
}
