/** `landfall serve [APP]`: production, in the foreground or as a daemon. */

import { realpathSync } from "node:fs";
import { assertSound, type LoadedConfig, type Settings } from "../../config/index.ts";
import { type ExitCode, LandfallError, systemClock, toProblem } from "../../core/index.ts";
import type { Banner, ServeCall } from "../../launch/index.ts";
import { everySetting, loadCallConfig } from "../config.ts";
import { openJournal } from "../journal.ts";
import type { Terminal } from "../terminal.ts";
import { type Call, type Command, defineCommand } from "./contract.ts";

/** Serves an app with a master and its workers until it is told to stop. */
export const serve: Command<"serve"> = defineCommand({
  name: "serve",
  summary: "Serve an app in production: a master and its workers.",
  argument: {
    name: "[app]",
    summary:
      "file.ts, file.ts#name, file.ts#make() or a package; without it package.json#main, app.ts, src/app.ts, server.ts or index.ts",
  },
  settings: everySetting,
  flags: [],
  epilogue: [
    "Signals to the master:",
    "  HUP         reload: new workers, and none of the old ones leaves before its successor is ready",
    "  USR2        have a successor take the master's place: a new Landfall, a new Node; the pid stays",
    "  TERM, QUIT  stop gracefully",
    "  INT         stop gracefully; a second one stops now",
    "  USR1        open log files again, after they were renamed",
    "  TTIN, TTOU  one worker more, one less",
    "  WINCH       stop all workers and keep the master, unless it has a terminal; HUP brings them back",
  ].join("\n"),
  run: async (call) => {
    // Loaded here, because every other command and help do without it, and start sooner for that.
    const launch = await import("../../launch/index.ts");
    const link = await launch.joinStem(call.env);
    const isDaemon = launch.isDetached(call);
    const isFirst = link === undefined;
    try {
      const resolved = await loadCallConfig(call, call.argument);
      assertSound(resolved);
      if (resolved.settings.daemon && !isDaemon) return await startInBackground(call, resolved);
      return await serveHere(call, resolved, {
        link,
        onServing: (banner) => {
          if (isDaemon && isFirst) void launch.reportToStarter({ kind: "serving", banner });
        },
      });
    } catch (error) {
      const problem = toProblem(error);
      await link?.failed(problem);
      if (isDaemon && isFirst) await launch.reportToStarter({ kind: "failed", problem });
      throw error;
    }
  },
});

async function serveHere(
  call: Call,
  resolved: LoadedConfig,
  { link, onServing: report }: Pick<ServeCall, "link" | "onServing">,
): Promise<ExitCode> {
  const { settings, folder } = resolved;
  call.terminal.neverBlock();
  const launch = await import("../../launch/index.ts");
  const journal = openJournal(call.terminal, launch.resolveLogFile({ ...call, folder }, settings));
  const { terminal } = journal;
  const { onServing, ...log } = await openLog(terminal, settings);
  for (const warning of resolved.warnings) log.logger.warn(warning);
  const end = await launch.serve({
    app: resolved.boot.settings.app || undefined,
    resolved,
    reread: () => loadCallConfig(call, call.argument),
    folder,
    env: call.env,
    workerMain: call.workerMain,
    version: call.version,
    clock: systemClock,
    ...log,
    link,
    invocation: toInvocation(call),
    standsFor: launch.isDetached(call) ? process.ppid : undefined,
    lines: (block) => terminal.lines(block),
    onServing: (banner) => {
      // Whoever was there before has said it all.
      if (link === undefined) onServing(banner);
      report(banner);
    },
    reopenLogs: () => journal.reopen(log.logger),
  });
  await terminal.flush();
  if (end.problem !== undefined) throw new LandfallError(end.problem);
  return end.exitCode;
}

function toInvocation(call: Call): ServeCall["invocation"] {
  const { folder, env, commandLine, typedNode } = call;
  const nodeFlags = process.execArgv.length;
  return { folder, realFolder: realpathSync(folder), env, commandLine, nodeFlags, typedNode };
}

/** How what is said reaches the two streams. */
type Sayings = Pick<ServeCall, "logger" | "output" | "onServing">;

async function openLog(terminal: Terminal, settings: Settings): Promise<Sayings> {
  const { createAppLog, isTalkative, toJsonOutput } = await import("../../serve/observe/index.ts");
  const { logFormat } = settings;
  const logLevel = settings.quiet && isTalkative(settings) ? "warn" : settings.logLevel;
  const level = { logFormat, logLevel };
  const place = { facts: {}, prefix: "landfall: ", write: (line: string) => terminal.err(line) };
  const logger = await createAppLog(level, place);
  const isJson = logFormat === "json";
  return {
    logger,
    output: (stream, worker, text) => {
      const line = isJson ? toJsonOutput(text, { worker, stream }) : `[${worker}] ${text}`;
      terminal[stream === "stdout" ? "out" : "err"](line);
    },
    onServing: (banner) => {
      if (isJson) logger.info("serving", { ...banner });
      else if (isTalkative(level)) printBanner(terminal, banner);
    },
  };
}

async function startInBackground(call: Call, resolved: LoadedConfig): Promise<ExitCode> {
  const { settings, folder } = resolved;
  const { startDaemon } = await import("../../launch/index.ts");
  const { pid, log, banner } = await startDaemon({ ...call, folder, settings });
  if (settings.quiet) return 0;
  printServing(call.terminal, banner);
  call.terminal.err(`Process ${pid}, log in ${log}; \`landfall stop\` ends it.`);
  return 0;
}

function printBanner(terminal: Terminal, banner: Banner): void {
  printServing(terminal, banner);
  terminal.err("Press Ctrl-C to stop.");
}

function printServing(terminal: Terminal, { server, workers, urls, owners }: Banner): void {
  const place = server === undefined ? "" : ` on server ${server}`;
  terminal.err(`Landfall serves with ${workers} ${workers === 1 ? "worker" : "workers"}${place}`);
  for (const [index, url] of urls.entries()) {
    const owner = owners?.[index];
    terminal.err(`Listening on ${url}${owner === undefined ? "" : ` (worker ${owner})`}`);
  }
}
