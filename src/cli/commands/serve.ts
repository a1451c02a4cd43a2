/** `landfall serve [APP]`: production, in the foreground or as a daemon. */

import { realpathSync } from "node:fs";
import { assertSound, type LoadedConfig } from "../../config/index.ts";
import { type ExitCode, LandfallError, systemClock, toProblem } from "../../core/index.ts";
import type { ServeCall } from "../../launch/index.ts";
import { loadCallConfig, productionSettings } from "../config.ts";
import { openJournal } from "../journal.ts";
import { openServerLog, printServing } from "../server-log.ts";
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
  settings: productionSettings,
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
  const { onServing, ...log } = await openServerLog(terminal, settings);
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
async function startInBackground(call: Call, resolved: LoadedConfig): Promise<ExitCode> {
  const { settings, folder } = resolved;
  const { startDaemon } = await import("../../launch/index.ts");
  const { pid, log, banner } = await startDaemon({ ...call, folder, settings });
  if (settings.quiet) return 0;
  printServing(call.terminal, banner);
  call.terminal.err(`Process ${pid}, log in ${log}; \`landfall stop\` ends it.`);
  return 0;
}
