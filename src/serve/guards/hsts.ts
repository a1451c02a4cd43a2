/** Strict-Transport-Security (RFC 6797): for so long a browser asks this host over https only. */

import { guardErrors } from "./errors.ts";

/** What is promised to browsers. */
export interface HstsOptions {
  /** Seconds; 180 days by default. 0 takes the promise back. */
  readonly maxAge?: number;
  /** Every subdomain has to speak https, too; false by default. */
  readonly includeSubDomains?: boolean;
  /** The browsers' makers may build it in, which cannot be taken back soon; false by default. */
  readonly preload?: boolean;
}

const usualAge = 180 * 86_400;
/** What the makers of browsers ask for. */
const preloadAge = 365 * 86_400;

/** Writes the field; throws `GUARD_HSTS_INVALID`. */
export function formatHsts(options: HstsOptions): string {
  const { maxAge = usualAge, includeSubDomains = false, preload = false } = options;
  if (!Number.isSafeInteger(maxAge) || maxAge < 0)
    throw guardErrors.fail.GUARD_HSTS_INVALID({ reason: `maxAge is ${maxAge}` });
  if (preload && (!includeSubDomains || maxAge < preloadAge))
    throw guardErrors.fail.GUARD_HSTS_INVALID({ reason: "preload needs more than they say" });
  const directives = [
    `max-age=${maxAge}`,
    ...(includeSubDomains ? ["includeSubDomains"] : []),
    ...(preload ? ["preload"] : []),
  ];
  return directives.join("; ");
}
