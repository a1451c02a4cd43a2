/** `landfall dev [APP]`: development, with a restart whenever a file of the app changes. */

import { assertSound } from "../../config/index.ts";
import { LandfallError, systemClock } from "../../core/index.ts";
import { developmentSettings, loadCallConfig } from "../config.ts";
import { openServerLog } from "../server-log.ts";
import { type Command, defineCommand } from "./contract.ts";

/** Serves an app for development until it is told to stop. */
export const dev: Command<"dev"> = defineCommand({
  name: "dev",
  summary: "Serve an app for development: restarts on changes, shows errors.",
  argument: {
    name: "[app]",
    summary: "the app, as for `landfall serve`",
  },
  settings: developmentSettings,
  flags: [],
  epilogue: [
    "Restarts when a file changes that the app has loaded, an environment or a configuration file, or one of --watch.",
    "Requests wait meanwhile. What cannot start is shown in the browser, and tried again after the next change.",
    "HUP restarts at once; INT, TERM and QUIT stop.",
  ].join("\n"),
  run: async (call) => {
    const { terminal, workerMain, env } = call;
    const load = () => loadCallConfig(call, call.argument, "development");
    const resolved = await load();
    assertSound(resolved);
    terminal.neverBlock();
    const log = await openServerLog(terminal, resolved.settings, { prefix: () => "" });
    for (const warning of resolved.warnings) log.logger.warn(warning);
    const launch = await import("../../launch/index.ts");
    const end = await launch.dev({
      resolved,
      reread: load,
      env,
      workerMain,
      version: call.version,
      clock: systemClock,
      app: resolved.boot.settings.app || undefined,
      folder: resolved.folder,
      ...log,
      lines: (block) => terminal.lines(block),
    });
    await terminal.flush();
    if (end.problem !== undefined) throw new LandfallError(end.problem);
    return end.exitCode;
  },
});
