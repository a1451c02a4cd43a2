/** The ground floor: words that every room uses. Imports nothing of ours. */
export * from "./clock.ts";
export * from "./durations.ts";
export * from "./errors.ts";
export * from "./listen-address.ts";
export * from "./logger.ts";
export * from "./options.ts";
