import { randomBytes } from "node:crypto";
import { constants, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { ZstdFrame } from "../../src/http/zstd-frame.ts";

const { ZSTD_c_checksumFlag: checksum, ZSTD_c_contentSizeFlag: size } = constants;
const contents = [
  Buffer.alloc(0),
  Buffer.from("text"),
  Buffer.alloc(300_000, "a"), // blocks that repeat a byte
  randomBytes(300_000), // raw blocks
  Buffer.from(Array.from({ length: 50_000 }, (_, index) => `${index} `).join("")),
];
const options = [{}, { [checksum]: 1 }, { [size]: 0 }, { [checksum]: 1, [size]: 0 }];
const frames = contents.flatMap((content) =>
  options.map((params) => zstdCompressSync(content, { params })),
);

test("a frame is whole at its last byte and not before, in whatever pieces it comes", () => {
  for (const bytes of frames) {
    for (const step of [1, 7, 65_536]) {
      const frame = new ZstdFrame();
      let early = 0;
      for (let at = 0; at < bytes.byteLength; at += step) {
        if (frame.isWhole) early += 1;
        frame.read(bytes.subarray(at, Math.min(at + step, bytes.byteLength)));
      }
      expect([early, frame.isWhole]).toEqual([0, true]);
    }
    const short = new ZstdFrame();
    short.read(bytes.subarray(0, -1));
    expect(short.isWhole).toBe(false);
  }
});

test("what follows a frame changes nothing", () => {
  for (const bytes of frames) {
    const frame = new ZstdFrame();
    frame.read(Buffer.concat([bytes, randomBytes(20)]));
    frame.read(randomBytes(20));
    expect(frame.isWhole).toBe(true);
  }
});
