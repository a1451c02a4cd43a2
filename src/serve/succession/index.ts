/** One master replaced by another under the same process: the successor's start, the handover, the stem. Floor 4. */
export { successionErrors } from "./errors.ts";
export { Lineage, type LineagePlan } from "./lineage.ts";
export { type ChildOffer, successionVariable, successionVersion } from "./messages.ts";
export type { SuccessionPolicy } from "./state.ts";
export { joinStem, type StemLink } from "./stem-link.ts";
export type { SuccessorCommand } from "./successor-process.ts";
