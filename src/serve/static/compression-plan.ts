/** Which answers of an app are compressed, and how (RFC 9110 §8.4, §12.5.3, §12.5.5). Pure. */

import { chooseCoding, type EncoderName } from "../../http/index.ts";

/** What is compressed. */
export interface CompressionRules {
  /** Bodies that are known to be shorter are left alone; in bytes. */
  readonly minSize: number;
  /** Judges a Content-Type. */
  readonly isCompressible: (type: string) => boolean;
  /** The first of those that a client wants equally. */
  readonly codings: readonly EncoderName[];
}

/** An answer whose body is not known yet. */
export interface AnswerFacts {
  readonly status: number;
  readonly headers: Headers;
  /** In bytes, where it is known. */
  readonly length: number | undefined;
}

/** Left alone, said to depend on Accept-Encoding only, or compressed. */
export type CompressionPlan =
  | { readonly kind: "leave" }
  | { readonly kind: "vary" }
  | { readonly kind: "encode"; readonly coding: EncoderName };

const leave: CompressionPlan = { kind: "leave" };
/** Fields that speak of the bytes as they are: a range, another coding, a checksum. */
const telling = ["content-encoding", "content-range", "content-digest", "content-md5"];
/** Answers without a body, and those whose body is part of another one. */
const without = new Set([204, 205, 206, 304]);

/** Decides by the answer first, so that every answer that could be compressed says that it varies. */
export function planCompression(
  acceptEncoding: string | undefined,
  answer: AnswerFacts,
  rules: CompressionRules,
): CompressionPlan {
  if (!isEligible(answer, rules)) return leave;
  const isStream = /^text\/event-stream\b/i.test(answer.headers.get("content-type") ?? "");
  const offers = isStream ? smallestFirst(rules.codings) : rules.codings;
  if (acceptEncoding === undefined) return { kind: "vary" };
  const coding = chooseCoding(acceptEncoding, [...offers, "identity" as const]);
  if (coding === undefined || coding === "identity") return { kind: "vary" };
  return { kind: "encode", coding };
}

/** A tag for other bytes that mean the same (RFC 9110 §8.8.1). */
export function weaken(tag: string): string {
  return tag.startsWith("W/") ? tag : `W/${tag}`;
}

/** Names a field in Vary, once. */
export function addVary(headers: Headers, name: string): void {
  const named = (headers.get("vary") ?? "").split(",").map((item) => item.trim().toLowerCase());
  if (!named.includes("*") && !named.includes(name)) headers.append("vary", name);
}

function isEligible({ status, headers, length }: AnswerFacts, rules: CompressionRules): boolean {
  if (without.has(status) || telling.some((name) => headers.has(name))) return false;
  if (/\bno-transform\b/i.test(headers.get("cache-control") ?? "")) return false;
  if (length !== undefined && length < rules.minSize) return false;
  const type = headers.get("content-type");
  return type !== null && rules.isCompressible(type);
}

/** An event stream holds its encoder for as long as it is open, and gzip's needs a tenth of the memory of others. */
function smallestFirst(codings: readonly EncoderName[]): readonly EncoderName[] {
  return codings.toSorted((a, b) => Number(b === "gzip") - Number(a === "gzip"));
}
