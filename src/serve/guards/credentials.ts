/** A secret as a request brings it (RFC 6750 §2.1, RFC 7617 §2), and whether it is the right one. */

import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "../../core/index.ts";

/** The token or the password of an Authorization field; undefined when there is none. Any user name will do. */
export function readCredentials(field: string | undefined): string | undefined {
  const [, scheme = "", text = ""] = /^(basic|bearer) +([^\s]+) *$/i.exec(field ?? "") ?? [];
  if (scheme === "") return undefined;
  if (scheme.toLowerCase() === "bearer") return text;
  const pair = Buffer.from(text, "base64").toString();
  const colon = pair.indexOf(":");
  return colon === -1 ? undefined : pair.slice(colon + 1);
}

/** Takes as long for every text of the same length. */
export function isSecret(text: string, secret: Secret): boolean {
  return timingSafeEqual(digest(text), digest(secret.reveal()));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
