/** Faults in what is made of coded bodies. */

import { bytes } from "../../../src/core/index.ts";
import { type Fault, onRequest } from "./plant.ts";

/** Faults of decompression. */
export const codingFaults: readonly Fault[] = [
  {
    name: "decodes what nobody wanted decoded",
    breaks: ["decode-unasked"],
    options: { decompressRequests: true },
  },
  {
    name: "decodes nothing",
    breaks: ["decode", "decode-limit", "decode-corrupt", "decode-unknown"],
    options: { decompressRequests: false },
  },
  {
    name: "keeps the coding of a body that it has decoded",
    breaks: ["decode"],
    handler: onRequest((request) => {
      const coding = new URL(request.url).pathname.slice(1);
      if (coding === "br") request.headers.set("content-encoding", coding);
      return request;
    }),
  },
  {
    name: "knows no limit to what a body becomes",
    breaks: ["decode-limit"],
    options: { maxBody: bytes(0) },
  },
  {
    name: "takes what is not whole for whole",
    breaks: ["decode-corrupt"],
    handler: onRequest((request) => {
      if (!/\/(?:gzip|zstd)$/.test(request.url)) return request;
      const whole = async (): Promise<ArrayBuffer> => {
        const parts: Uint8Array[] = [];
        try {
          for await (const part of request.body ?? []) parts.push(part);
        } catch (error) {
          if ((error as { code?: string }).code !== "BODY_CORRUPT") throw error;
        }
        return new Uint8Array(Buffer.concat(parts)).buffer;
      };
      return Object.defineProperty(request, "arrayBuffer", { value: whole });
    }),
  },
  {
    name: "keeps to itself which codings it knows",
    breaks: ["decode-unknown"],
    wire: { answer: (text) => text.replace(/accept-encoding: .*\r\n/, "") },
  },
];
