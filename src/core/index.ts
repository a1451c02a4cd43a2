/** The ground floor: words that every room uses. `options.ts` is a door of its own, for rooms' options and `config/`. */
export * from "./access-log-format.ts";
export * from "./base-path.ts";
export * from "./clock.ts";
export * from "./durations.ts";
export * from "./errors.ts";
export * from "./ip-address.ts";
export * from "./listen-address.ts";
export * from "./listen-target.ts";
export * from "./listener.ts";
export * from "./logger.ts";
export * from "./nearest-name.ts";
export * from "./proxy-headers.ts";
export * from "./request-limits.ts";
export * from "./running-request.ts";
export * from "./secrets.ts";
export * from "./sizes.ts";
export * from "./trusted-proxies.ts";
