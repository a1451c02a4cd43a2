/** The ground floor: words that every room uses. `options.ts` is a door of its own, for rooms' options and `config/`. */
export * from "./clock.ts";
export * from "./durations.ts";
export * from "./errors.ts";
export * from "./listen-address.ts";
export * from "./logger.ts";
