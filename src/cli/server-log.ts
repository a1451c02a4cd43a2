/** What a server says, on the two streams: its log, its workers' output, its banner. */

import type { Settings } from "../config/index.ts";
import type { Banner, ServeCall } from "../launch/index.ts";
import type { Terminal } from "./terminal.ts";

/** How what is said reaches the two streams. */
export type Sayings = Pick<ServeCall, "logger" | "output" | "onServing">;

/** Opens the log of a server on these streams. */
export async function openServerLog(
  terminal: Terminal,
  settings: Settings,
  {
    prefix = (worker: number) => `[${worker}] `,
  }: { readonly prefix?: (worker: number) => string } = {},
): Promise<Sayings> {
  const { createAppLog, isTalkative, toJsonOutput } = await import("../serve/observe/index.ts");
  const { logFormat } = settings;
  const logLevel = settings.quiet && isTalkative(settings) ? "warn" : settings.logLevel;
  const level = { logFormat, logLevel };
  const place = { facts: {}, prefix: "landfall: ", write: (line: string) => terminal.err(line) };
  const logger = await createAppLog(level, place);
  const isJson = logFormat === "json";
  return {
    logger,
    output: (stream, worker, text) => {
      const line = isJson ? toJsonOutput(text, { worker, stream }) : prefix(worker) + text;
      terminal[stream === "stdout" ? "out" : "err"](line);
    },
    onServing: (banner) => {
      if (isJson) logger.info("serving", { ...banner });
      else if (isTalkative(level)) printBanner(terminal, banner);
    },
  };
}

/** Says where it serves. */
export function printServing(terminal: Terminal, { server, workers, urls, owners }: Banner): void {
  const place = server === undefined ? "" : ` on server ${server}`;
  terminal.err(`Landfall serves with ${workers} ${workers === 1 ? "worker" : "workers"}${place}`);
  for (const [index, url] of urls.entries()) {
    const owner = owners?.[index];
    terminal.err(`Listening on ${url}${owner === undefined ? "" : ` (worker ${owner})`}`);
  }
}

function printBanner(terminal: Terminal, banner: Banner): void {
  printServing(terminal, banner);
  terminal.err("Press Ctrl-C to stop.");
}
