/**
 * `--daemon`: the same command once more in a session of its own, with the log file for its output. The first process
 * waits until the second one serves, or says why it does not.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Settings } from "../config/index.ts";
import { LandfallError, type Problem } from "../core/index.ts";
import { openDescriptor, serviceErrors } from "../serve/service/index.ts";
import { planHandover } from "../serve/sockets/index.ts";
import type { Surroundings } from "../serve/supervisor/index.ts";
import type { Banner } from "./banner.ts";

/** Tells a process that it is the one in the background. */
export const detachedVariable = "LANDFALL_DETACHED";

/** What a daemon is started with. */
export interface DaemonCall extends Surroundings {
  readonly settings: Settings;
  /** Node, its flags, our main and its arguments, as they were typed. */
  readonly commandLine: readonly string[];
  /** Node as it was typed, for a process that is started again later. */
  readonly typedNode: string;
}

/** A daemon that serves. */
export interface RunningDaemon {
  readonly pid: number;
  readonly log: string;
  readonly banner: Banner;
}

/** What the daemon says to who started it. */
export type DaemonReport =
  | { readonly kind: "serving"; readonly banner: Banner }
  | { readonly kind: "failed"; readonly problem: Problem };

/** True in the background. */
export function isDetached({ env }: Pick<Surroundings, "env">): boolean {
  return env[detachedVariable] !== undefined;
}

/** Where the log goes: a daemon has no terminal, so it always has a file. Empty for none. */
export function resolveLogFile({ folder }: Surroundings, settings: Settings): string {
  const { logFile, daemon } = settings;
  if (logFile !== "") return resolve(folder, logFile);
  return daemon ? join(resolve(folder), ".landfall", "landfall.log") : "";
}

/** Starts the daemon and resolves when it serves; throws what it failed with. */
export async function startDaemon(call: DaemonCall): Promise<RunningDaemon> {
  const log = resolveLogFile(call, call.settings);
  const output = openDescriptor(log);
  const child = spawnDetached(call, output);
  closeSync(output);
  const report = await hearReport(child, log);
  child.unref();
  if (child.connected) child.disconnect();
  if (report.kind === "failed") throw new LandfallError(report.problem);
  return { pid: child.pid ?? 0, log, banner: report.banner };
}

/** Tells who started us; resolves when it is said, or nobody listens any more. */
export function reportToStarter(report: DaemonReport): Promise<void> {
  return new Promise((done) => {
    if (process.send === undefined || !process.connected) return done();
    process.send(report, undefined, undefined, () => {
      if (process.connected) process.disconnect();
      done();
    });
  });
}

function spawnDetached(call: DaemonCall, output: number): ChildProcess {
  const [file = process.execPath, ...args] = call.commandLine;
  const inherited = listInherited(call);
  const last = Math.max(2, ...inherited);
  const handed = Array.from({ length: last - 2 }, (_, index) => {
    return inherited.includes(index + 3) ? index + 3 : ("ignore" as const);
  });
  const input = inherited.includes(0) ? 0 : "ignore";
  return spawn(file, args, {
    env: { ...call.env, [detachedVariable]: "1" },
    stdio: [input, output, output, ...handed, "ipc"],
    detached: true,
    argv0: call.typedNode,
  });
}

/** Descriptors that are sockets to listen on keep their numbers. */
function listInherited({ env, settings }: DaemonCall): readonly number[] {
  const handover = planHandover({ env, pid: process.pid });
  const handed = handover.kind === "ours" ? handover.descriptors.map(({ fd }) => fd) : [];
  const named = settings.listen.flatMap((target) =>
    target.kind === "inherited" && typeof target.descriptor === "number" ? [target.descriptor] : [],
  );
  return [...handed, ...named];
}

function hearReport(child: ChildProcess, log: string): Promise<DaemonReport> {
  return new Promise((done, reject) => {
    child.once("message", (report) => done(report as DaemonReport));
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      const how = signal === null ? `ended with code ${code ?? 0}` : `was killed by ${signal}`;
      reject(serviceErrors.fail.DAEMON_DIED({ how, log }));
    });
  });
}
