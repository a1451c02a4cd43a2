/** What a person asks about maintenance, made of what was typed. */

import { parseDuration } from "../../core/index.ts";
import { longestReason, type MaintenanceRequest } from "./control-protocol.ts";
import { supervisorErrors } from "./errors.ts";

/** What was typed. */
export interface TypedMaintenance {
  readonly action: string;
  /** What visitors are told: with `on`. */
  readonly reason?: string | undefined;
  /** `30m` from now on, or a date and time; with `on`. */
  readonly until?: string | undefined;
}

/** A date and time of ISO 8601, with its offset: the server's local time is not the typist's. */
const dateTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)$/i;
/** The last time of which ISO 8601 writes the year with four digits. */
const latest = Date.UTC(9999, 11, 31);

/** Reads it, `now` in Unix milliseconds; throws `MAINTENANCE_ACTION_INVALID`, `…_REASON_INVALID`, `…_UNTIL_INVALID`. */
export function parseMaintenance(typed: TypedMaintenance, now: number): MaintenanceRequest {
  const { action, reason, until } = typed;
  if (action === "off" || action === "status") {
    if (reason === undefined && until === undefined) return { action };
    throw supervisorErrors.fail.MAINTENANCE_ACTION_INVALID({ action: `${action} with a reason` });
  }
  if (action !== "on") throw supervisorErrors.fail.MAINTENANCE_ACTION_INVALID({ action });
  if (reason !== undefined && (reason.trim() === "" || reason.length > longestReason))
    throw supervisorErrors.fail.MAINTENANCE_REASON_INVALID({ length: reason.length });
  return {
    action,
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until: parseUntil(until, now) }),
  };
}

function parseUntil(text: string, now: number): string {
  const written = text.trim();
  const at = dateTime.test(written) ? Date.parse(written.replace(" ", "T")) : now + span(written);
  if (at > now && at < latest) return new Date(at).toISOString();
  throw supervisorErrors.fail.MAINTENANCE_UNTIL_INVALID({ text });
}

/** A bare number is refused: 30 could be seconds, or minutes. */
function span(text: string): number {
  return /^[\d.]+(?:s|m|h|d)$/.test(text) ? parseDuration(text) : Number.NaN;
}
