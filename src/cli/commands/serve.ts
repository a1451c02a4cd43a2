/** `landfall serve [APP]`: production, in the foreground. */

import {
  fromEnvironment,
  fromFlags,
  resolveSettings,
  type Settings,
  settingsTable,
} from "../../config/index.ts";
import { LandfallError, systemClock } from "../../core/index.ts";
import type { Banner, ServeCall } from "../../launch/index.ts";
import { type Command, defineCommand } from "./contract.ts";
import type { Terminal } from "../terminal.ts";

/** Serves an app with a master and its workers until it is told to stop. */
export const serve: Command<"serve"> = defineCommand({
  name: "serve",
  summary: "Serve an app in production: a master and its workers, in the foreground.",
  argument: {
    name: "[app]",
    summary:
      "file.ts, file.ts#name, file.ts#make() or a package; without it package.json#main, app.ts, src/app.ts, server.ts or index.ts",
  },
  settings: settingsTable,
  flags: [],
  epilogue: [
    "Signals to the master:",
    "  HUP         reload: new workers, and none of the old ones leaves before its successor is ready",
    "  TERM, QUIT  stop gracefully",
    "  INT         stop gracefully; a second one stops now",
    "  USR1        open log files again, after they were renamed",
    "  TTIN, TTOU  one worker more, one less",
    "  WINCH       stop all workers and keep the master, unless it has a terminal; HUP brings them back",
  ].join("\n"),
  run: async ({ terminal, argument, flags, env, folder, workerMain }) => {
    const resolved = resolveSettings(settingsTable, [fromFlags(flags), fromEnvironment(env)]);
    terminal.neverBlock();
    const { settings } = resolved;
    // Loaded here, because every other command and help do without it, and start sooner for that.
    const { serve: launch } = await import("../../launch/index.ts");
    const log = await openLog(terminal, settings);
    const end = await launch({
      app: argument,
      resolved,
      folder,
      env,
      workerMain,
      clock: systemClock,
      ...log,
      lines: (block) => terminal.lines(block),
    });
    if (end.problem !== undefined) throw new LandfallError(end.problem);
    return end.exitCode;
  },
});

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

function printBanner(terminal: Terminal, { server, workers, urls }: Banner): void {
  const place = server === undefined ? "" : ` on server ${server}`;
  terminal.err(`Landfall serves with ${workers} ${workers === 1 ? "worker" : "workers"}${place}`);
  for (const url of urls) terminal.err(`Listening on ${url}`);
  terminal.err("Press Ctrl-C to stop.");
}
