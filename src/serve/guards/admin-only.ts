/** For the operator alone (row G4): from this machine, or from listed addresses over https; with a secret, if there is one. */

import {
  type Clock,
  parseSecretReference,
  readSecret,
  type Secret,
  type SecretReference,
  systemClock,
} from "../../core/index.ts";
import { createClientTest } from "./client-test.ts";
import { isSecret, readCredentials } from "./credentials.ts";
import { guardErrors } from "./errors.ts";
import { FailureLimit } from "./failure-limit.ts";
import {
  createGuard,
  type Guard,
  type GuardedRequest,
  pass,
  refuse,
  type Verdict,
} from "./guard.ts";

/** Who is the operator. */
export interface AdminOnlyOptions {
  /** Addresses and networks that are let in over https, besides this machine; none by default. */
  readonly allow?: readonly string[];
  /** What everybody must know, as password of HTTP's own login or as bearer token: `env:ADMIN_TOKEN`, `file:PATH`. */
  readonly secret?: SecretReference;
  /** What others get; 404 by default, which does not say that there is anything. */
  readonly status?: 404 | 403;
  /** The time; the system's by default. */
  readonly clock?: Clock;
}

const refusals = { 403: "Forbidden", 404: "Not Found" } as const;
const challenge = 'Basic realm="admin", charset="UTF-8"';

/** A guard for the operator's pages. Throws `CLIENT_INVALID`, `SECRET_MISSING`, `GUARD_SECRET_EMPTY`. */
export function adminOnly(options: AdminOnlyOptions = {}): Guard {
  const { allow = [], status = 404, clock = systemClock } = options;
  const isListed = createClientTest(allow);
  const secret = options.secret === undefined ? undefined : follow(options.secret);
  const limit = new FailureLimit(() => clock.now());
  return createGuard("adminOnly", (request) => {
    const { context } = request;
    const isHere = context.isLocal || (context.scheme === "https" && isListed(context));
    if (!isHere) return refuse(status, refusals[status]);
    return secret === undefined ? pass : judgeCredentials(request, secret, limit);
  });
}

/** Who was wrong too often is not heard, also when right: nobody learns anything by asking on. */
function judgeCredentials(
  { field, context }: GuardedRequest,
  secret: Secret,
  limit: FailureLimit,
): Verdict {
  const { address } = context.client;
  const wait = limit.waitOf(address, context.isLocal);
  if (wait > 0) {
    return refuse(429, "Too Many Requests", { "retry-after": String(Math.ceil(wait / 1_000)) });
  }
  const said = readCredentials(field("authorization"));
  if (said !== undefined && isSecret(said, secret)) {
    limit.succeed(address);
    return pass;
  }
  if (said !== undefined) limit.fail(address);
  return refuse(401, "Unauthorized", { "www-authenticate": challenge });
}

/** Followed once, as the app loads: what is missing fails the start and not a request. */
function follow(reference: SecretReference): Secret {
  const place = { folder: process.cwd(), env: process.env };
  const secret = readSecret(parseSecretReference(reference), place);
  if (secret.reveal().trim() === "") throw guardErrors.fail.GUARD_SECRET_EMPTY({ reference });
  return secret;
}
