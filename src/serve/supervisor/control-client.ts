/** A command's end of the control socket: finds the master, asks, waits for the answer. */

import net from "node:net";
import { type Millis, millis, systemClock } from "../../core/index.ts";
import {
  type ControlReply,
  type ControlRequest,
  formatControl,
  type MaintenanceOutcome,
  type MaintenanceRequest,
  parseControlReply,
} from "./control-protocol.ts";
import { supervisorErrors } from "./errors.ts";
import type { LogLine } from "./kept-lines.ts";
import { splitLines } from "./lines.ts";
import type { MasterStatus } from "./master-status.ts";
import type { ScaleOutcome } from "./scale-state.ts";
import type { ReloadOutcome } from "./state.ts";
import type { UpgradeOutcome } from "./upgrade-outcome.ts";

/** A reply carries the app's own message and stack, which may be of any length. */
const longestReply = 64_000_000;

/** What a running master can be asked. Each call throws `MASTER_ABSENT` (exit 3) if none runs. */
export interface ControlClient {
  status(): Promise<MasterStatus>;
  /** Resolves when the new generation is ready and the old one has stopped accepting, or it failed. */
  reload(options: { readonly waitDrained: boolean }): Promise<ReloadOutcome>;
  /** Resolves when there are as many workers, or when it failed and there are as many as before. */
  scale(workers: number): Promise<ScaleOutcome>;
  /** Resolves when a successor has taken the master's place, or when it failed and the master serves on. */
  upgrade(): Promise<UpgradeOutcome>;
  /**
   * Hands over the lines that the master keeps, and with `follow` those that come, until `take` returns false or the
   * master ends; resolves with which of the two it was.
   */
  logs(
    options: { readonly lines: number; readonly follow: boolean },
    take: (lines: readonly LogLine[]) => boolean,
  ): Promise<"left" | "ended">;
  /** Resolves when every worker has confirmed, or has failed to. */
  maintenance(request: MaintenanceRequest): Promise<MaintenanceOutcome>;
  /** Resolves with the master's pid when it has ended, and the process that was started, too. */
  stop(): Promise<number>;
}

/** How long a master may take to answer what needs no thought. */
const longestSilence: Millis = millis(10_000);

/** Nothing tells of the end of a process that is not our child. */
const pollInterval: Millis = millis(10);

/** Speaks to the master that answers on the first of these paths. */
export function createControlClient(paths: readonly string[]): ControlClient {
  return {
    status: async () => (await ask(paths, { kind: "status" }, "status")).status,
    reload: async ({ waitDrained }) =>
      (await ask(paths, { kind: "reload", waitDrained }, "reload")).outcome,
    scale: async (workers) => (await ask(paths, { kind: "scale", workers }, "scale")).outcome,
    logs: (options, take) => listen(paths, { kind: "logs", ...options }, take),
    maintenance: async (request) =>
      (await ask(paths, { kind: "maintenance", ...request }, "maintenance")).outcome,
    upgrade: async () => (await ask(paths, { kind: "upgrade" }, "upgrade")).outcome,
    stop: async () => {
      const { pid, stem } = await ask(paths, { kind: "stop" }, "stopping");
      if (stem !== undefined) await outlast(stem);
      return pid;
    },
  };
}

type ReplyOf<Kind> = Extract<ControlReply, { kind: Kind }>;

async function ask<Kind extends ControlReply["kind"]>(
  paths: readonly string[],
  request: ControlRequest,
  kind: Kind,
): Promise<ReplyOf<Kind>> {
  const socket = await connectFirst(paths);
  const ended = new Promise<void>((resolve) => socket.once("close", resolve));
  const replied = new Promise<string>((resolve, reject) => {
    splitLines(socket, resolve, longestReply);
    void ended.then(() => reject(supervisorErrors.fail.MASTER_ENDED({})));
    // Workers take as long as the app to start; everything else is answered at once by a master that runs.
    if (["reload", "scale", "upgrade"].includes(request.kind)) return;
    const facts = { seconds: longestSilence / 1_000 };
    systemClock.after(longestSilence, () => reject(supervisorErrors.fail.MASTER_SILENT(facts)));
  });
  socket.write(formatControl(request));
  const line = await replied;
  // The answer to `stop` is the end of the connection, which is the end of the master.
  if (request.kind === "stop") await ended;
  socket.destroy();
  return understand(line, kind);
}

async function listen(
  paths: readonly string[],
  request: Extract<ControlRequest, { kind: "logs" }>,
  take: (lines: readonly LogLine[]) => boolean,
): Promise<"left" | "ended"> {
  const socket = await connectFirst(paths);
  let isAnswered = false;
  const left = new Promise<"left">((resolve, reject) => {
    splitLines(
      socket,
      (line) => {
        if (socket.destroyed) return;
        try {
          const { lines } = understand(line, "logs");
          isAnswered = true;
          if (take(lines) && request.follow) return;
          resolve("left");
        } catch (error) {
          reject(error);
        }
        socket.destroy();
      },
      longestReply,
    );
  });
  const ended = new Promise<"ended">((resolve, reject) => {
    socket.once("close", () => {
      if (isAnswered) resolve("ended");
      else reject(supervisorErrors.fail.MASTER_ENDED({}));
    });
  });
  socket.write(formatControl(request));
  try {
    return await Promise.race([left, ended]);
  } finally {
    ended.catch(() => {});
    socket.destroy();
  }
}

/** The reply of this kind; throws what else the master said. */
function understand<Kind extends ControlReply["kind"]>(line: string, kind: Kind): ReplyOf<Kind> {
  const reply = parseControlReply(line);
  if (reply.kind === kind) return reply as ReplyOf<Kind>;
  const { reason = "" } = reply as { readonly reason?: string };
  if (reply.kind === "refused") throw supervisorErrors.fail.CONTROL_REFUSED({ reason });
  const isForeign = reply.kind === "misunderstood" && reply.version !== undefined;
  if (isForeign) throw supervisorErrors.fail.CONTROL_FOREIGN({ reason });
  throw supervisorErrors.fail.CONTROL_GARBLED({ text: line.slice(0, 200) });
}

/** It ends right after its master, unless it is stopped; its pid file and its sockets end with it. */
async function outlast(pid: number): Promise<void> {
  const until = systemClock.now() + longestSilence;
  while (exists(pid) && systemClock.now() < until) await systemClock.sleep(pollInterval);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function connectFirst(paths: readonly string[]): Promise<net.Socket> {
  for (const path of paths) {
    const socket = await connect(path);
    if (socket !== undefined) return socket;
  }
  throw supervisorErrors.fail.MASTER_ABSENT({ paths });
}

function connect(path: string): Promise<net.Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EACCES" && error.code !== "EPERM") return resolve(undefined);
      const facts = { path, reason: "permission denied" };
      reject(supervisorErrors.fail.CONTROL_UNUSABLE(facts, error));
    });
  });
}
