/** What to answer about a file that exists: one written policy for conditions, ranges and codings. Pure. */

import {
  type ByteRange,
  chooseCoding,
  chooseRanges,
  type ConditionFields,
  type EntityTag,
  evaluateConditions,
  isRangeCurrent,
  type Validators,
} from "../../http/index.ts";
import type { Asset, CodedSource, Source } from "./asset.ts";

/** What of a request matters here. */
export interface AssetQuestion extends ConditionFields {
  readonly method: string;
  readonly range?: string | undefined;
  readonly acceptEncoding?: string | undefined;
}

/** The file itself, or a compressed sibling. */
export interface Representation {
  readonly coding: CodedSource["coding"] | "identity";
  readonly source: Source;
  readonly tag: EntityTag;
}

/** The answer. */
export type AnswerPlan =
  | { readonly kind: "whole"; readonly of: Representation }
  | { readonly kind: "not-modified"; readonly of: Representation; readonly isProved: boolean }
  | { readonly kind: "parts"; readonly of: Representation; readonly parts: readonly ByteRange[] }
  /** 412 */
  | { readonly kind: "failed" }
  /** 416 */
  | { readonly kind: "unsatisfiable" }
  /** 406 */
  | { readonly kind: "unacceptable" };

/**
 * Ranges are of the file itself, never of compressed bytes; a range that is malformed, or that If-Range declares out of
 * date, is as if it had not been asked for.
 */
export function planAnswer(asset: Asset, asked: AssetQuestion, now: number): AnswerPlan {
  const ranges = rangesOf(asset, asked, now);
  const of = ranges.kind === "whole" ? select(asset, asked.acceptEncoding) : itself(asset);
  if (of === undefined) return { kind: "unacceptable" };
  const condition = evaluateConditions(asked.method, asked, toValidators(asset, of));
  switch (condition.kind) {
    case "failed":
      return condition;
    case "not-modified":
      return { kind: "not-modified", of, isProved: condition.proved };
    case "proceed":
      return ranges.kind === "parts" ? { ...ranges, of } : { kind: ranges.kind, of };
    default:
      return condition satisfies never;
  }
}

function rangesOf(
  asset: Asset,
  asked: AssetQuestion,
  now: number,
): ReturnType<typeof chooseRanges> {
  const { method, range, ifRange } = asked;
  if (range === undefined || method !== "GET") return { kind: "whole" };
  if (!isRangeCurrent(ifRange, toValidators(asset, itself(asset)), now)) return { kind: "whole" };
  return chooseRanges(range, asset.size);
}

function itself(asset: Asset): Representation {
  return { coding: "identity", source: asset, tag: asset.tag };
}

/** The smallest that the client accepts, unless it prefers another one. */
function select(asset: Asset, acceptEncoding: string | undefined): Representation | undefined {
  const { coded, tag } = asset;
  if (acceptEncoding === undefined) return itself(asset);
  const coding = chooseCoding(acceptEncoding, [
    ...coded.map((source) => source.coding),
    "identity",
  ]);
  if (coding === undefined) return undefined;
  const source = coded.find((sibling) => sibling.coding === coding);
  if (source === undefined) return itself(asset);
  return { coding: source.coding, source, tag: { ...tag, opaque: `${tag.opaque}-${coding}` } };
}

function toValidators({ lastModified }: Asset, { tag }: Representation): Validators {
  return { tag, lastModified };
}
