/** `landfall serve [APP]`: production, in the foreground. */

import { assertSound } from "../../config/index.ts";
import { LandfallError, systemClock } from "../../core/index.ts";
import type { Banner } from "../../launch/index.ts";
import { type Command, defineCommand } from "./contract.ts";
import { everySetting, loadCallConfig } from "../config.ts";
import { createTerminalLogger, type Terminal } from "../terminal.ts";

/** Serves an app with a master and its workers until it is told to stop. */
export const serve: Command<"serve"> = defineCommand({
  name: "serve",
  summary: "Serve an app in production: a master and its workers, in the foreground.",
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
    "  TERM, QUIT  stop gracefully",
    "  INT         stop gracefully; a second one stops now",
  ].join("\n"),
  run: async (call) => {
    const { terminal, argument, env, workerMain } = call;
    const resolved = await loadCallConfig(call, argument);
    assertSound(resolved);
    const { quiet } = resolved.settings;
    const logger = createTerminalLogger(terminal, quiet);
    for (const warning of resolved.warnings) logger.warn(warning);
    // Loaded here, because every other command and help do without it, and start sooner for that.
    const { serve: launch } = await import("../../launch/index.ts");
    const end = await launch({
      app: resolved.boot.settings.app || undefined,
      resolved,
      reread: () => loadCallConfig(call, argument),
      folder: resolved.folder,
      env,
      workerMain,
      clock: systemClock,
      logger,
      output: (stream, worker, text) =>
        terminal[stream === "stdout" ? "out" : "err"](`[${worker}] ${text}`),
      onServing: (banner) => {
        if (!quiet) printBanner(terminal, banner);
      },
    });
    if (end.problem !== undefined) throw new LandfallError(end.problem);
    return end.exitCode;
  },
});

function printBanner(terminal: Terminal, { server, workers, urls }: Banner): void {
  const place = server === undefined ? "" : ` on server ${server}`;
  terminal.err(`Landfall serves with ${workers} ${workers === 1 ? "worker" : "workers"}${place}`);
  for (const url of urls) terminal.err(`Listening on ${url}`);
  terminal.err("Press Ctrl-C to stop.");
}
