/** The access log of one worker: which requests, in which format, written to where. */

import { resolve } from "node:path";
import { closeSync, openSync } from "node:fs";
import { type Clock, toMessage } from "../../core/index.ts";
import type { CompletedRequest } from "../../http/index.ts";
import { pathOf } from "./access/fields.ts";
import { createLineFormat } from "./access/format.ts";
import { observeErrors } from "./errors.ts";
import { createLinePipe } from "./lines/line-pipe.ts";
import { LineWriter } from "./lines/line-writer.ts";
import { LogFile } from "./lines/log-file.ts";
import type { ObserveSettings } from "./options.ts";

/** What it obeys. */
export type AccessLogSettings = Pick<
  ObserveSettings,
  "accessLog" | "accessLogFile" | "accessLogSample" | "accessLogExclude"
>;

/** What it needs of its process. */
export interface AccessLogPlace {
  readonly worker: number;
  /** Relative paths are relative to it. */
  readonly folder: string;
  /** A descriptor of the pipe to the master, for standard output. */
  readonly pipe: number | undefined;
  readonly clock: Clock;
  /** Says that lines cannot be written. */
  report(text: string): void;
}

/** An open access log. */
export interface AccessLog {
  /** Writes the line of a request. */
  readonly onCompleted: (completed: CompletedRequest) => void;
  /** Lines that could not be written. */
  readonly dropped: number;
  /** The file was renamed: opens it again. */
  reopen(): void;
  /** Resolves when every line is written. */
  close(): Promise<void>;
  /** Writes what waits before it returns, because the process ends. */
  closeNow(): void;
}

/** Where the lines go. */
export type AccessLogPlan =
  | { readonly kind: "off" }
  | { readonly kind: "stdout" }
  | { readonly kind: "file"; readonly path: string };

/** Decides where the lines go. */
export function planAccessLog(settings: AccessLogSettings, folder: string): AccessLogPlan {
  const { accessLog, accessLogFile: file } = settings;
  if (accessLog === "off") return { kind: "off" };
  return file === "" || file === "-"
    ? { kind: "stdout" }
    : { kind: "file", path: resolve(folder, file) };
}

/** Opens the file, if there is one, and closes it again; throws `ACCESS_LOG_UNWRITABLE`. */
export function checkAccessLog(plan: AccessLogPlan): void {
  if (plan.kind !== "file") return;
  const { path } = plan;
  try {
    closeSync(openSync(path, "a", 0o640));
  } catch (error) {
    throw observeErrors.fail.ACCESS_LOG_UNWRITABLE({ path, reason: toMessage(error) }, error);
  }
}

/** Opens the log; undefined when it is off. */
export function openAccessLog(
  settings: AccessLogSettings,
  place: AccessLogPlace,
): AccessLog | undefined {
  const target = openTarget(planAccessLog(settings, place.folder), place);
  if (target === undefined) return undefined;
  const writer = new LineWriter(target, place);
  const format = createLineFormat(settings.accessLog);
  const isWanted = createFilter(settings);
  const { worker } = place;
  return {
    onCompleted: (completed) => {
      if (!isWanted(completed)) return;
      const startedAt = Date.now() - completed.duration;
      writer.write(format({ completed, startedAt, worker }));
    },
    get dropped() {
      return writer.dropped;
    },
    reopen: () => writer.reopen(),
    close: () => writer.close(),
    closeNow: () => writer.closeNow(),
  };
}

function openTarget(plan: AccessLogPlan, { pipe }: AccessLogPlace) {
  switch (plan.kind) {
    case "off":
      return undefined;
    case "stdout":
      return pipe === undefined ? undefined : createLinePipe(pipe);
    case "file":
      return openFile(plan.path);
    default:
      return plan satisfies never;
  }
}

function openFile(path: string): LogFile {
  try {
    return LogFile.open(path);
  } catch (error) {
    throw observeErrors.fail.ACCESS_LOG_UNWRITABLE({ path, reason: toMessage(error) }, error);
  }
}

/** A failure is logged always: one that a sample leaves out cannot be found. */
function createFilter(settings: AccessLogSettings): (completed: CompletedRequest) => boolean {
  const { accessLogSample: share, accessLogExclude } = settings;
  if (share === 1 && accessLogExclude.length === 0) return () => true;
  const excluded = new Set(accessLogExclude);
  return ({ status, target }) =>
    status >= 500 || ((share === 1 || Math.random() < share) && !excluded.has(pathOf(target)));
}
