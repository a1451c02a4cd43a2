/** The file that closes a site: its presence is the truth. What Landfall writes into it is what visitors are told. */

import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type MaintenanceState, siteOpen, toMessage } from "../../core/index.ts";
import { guardErrors } from "./errors.ts";
import { readSmallFile } from "./small-file.ts";

/** What is said about a site that is closed. */
export type Closing = Omit<Extract<MaintenanceState, { kind: "closed" }>, "kind">;

/** What a look at the file shows. */
export type Look =
  | { readonly kind: "absent" }
  /** The signature changes with the file. */
  | { readonly kind: "present"; readonly signature: string; readonly at: number }
  | { readonly kind: "unknown"; readonly reason: string };

/** More than a reason needs. */
const mostBytes = 64_000;

/** Whether the file is there. What cannot be looked at is neither there nor not. */
export function lookAtMaintenance(path: string): Look {
  try {
    const { mtimeMs, ctimeMs, ino, size } = statSync(path);
    return { kind: "present", signature: `${mtimeMs} ${ctimeMs} ${ino} ${size}`, at: mtimeMs };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A link that leads nowhere is somebody's touch of something that is gone: nobody would look for it.
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
    return { kind: "unknown", reason: toMessage(error) };
  }
}

/** What a file that is there says; one that somebody touched says when. */
export function readMaintenance(path: string, at: number): MaintenanceState {
  const since = new Date(at).toISOString();
  try {
    return { kind: "closed", since, ...readClosing(readSmallFile(path, mostBytes).toString()) };
  } catch {
    return { kind: "closed", since };
  }
}

/** Closes the site; whole or not at all. Throws `MAINTENANCE_FILE_UNUSABLE`. */
export function writeMaintenance(path: string, closing: Closing): void {
  const beside = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, `${JSON.stringify(closing)}\n`, { mode: 0o644, flag: "wx", flush: true });
    renameSync(beside, path);
  } catch (error) {
    discard(beside);
    throw guardErrors.fail.MAINTENANCE_FILE_UNUSABLE({ path, reason: toMessage(error) }, error);
  }
}

/** Opens the site. Throws `MAINTENANCE_FILE_UNUSABLE`. */
export function removeMaintenance(path: string): MaintenanceState {
  try {
    rmSync(path, { force: true });
    return siteOpen;
  } catch (error) {
    throw guardErrors.fail.MAINTENANCE_FILE_UNUSABLE({ path, reason: toMessage(error) }, error);
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never there, e.g. because its folder is none.
  }
}

/** Whoever may write the file may write anything: what is not as we write it is left out. */
function readClosing(text: string): Partial<Closing> {
  const said: unknown = JSON.parse(text);
  if (typeof said !== "object" || said === null) return {};
  const { since, reason, until } = said as Readonly<Record<string, unknown>>;
  return {
    ...(isTime(since) ? { since } : {}),
    ...(typeof reason === "string" && reason !== "" ? { reason } : {}),
    ...(isTime(until) ? { until } : {}),
  };
}

function isTime(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-[\w:.+-]{1,35}$/.test(value) && Date.parse(value) > 0;
}
