/** `landfall logs`: the last lines of the log, which the master keeps, and those that come. */

import { escapeControls } from "../../core/index.ts";
import { type LogLine, mostKeptLines, parseLineCount } from "../../serve/supervisor/index.ts";
import { controlTable, openControl } from "../control.ts";
import { type Command, defineCommand, jsonFlag } from "./contract.ts";

/** Prints what workers wrote and the master said lately. */
export const logs: Command<"logs"> = defineCommand({
  name: "logs",
  summary: "Show the last lines of the log: what workers wrote, and what the master said.",
  settings: controlTable,
  flags: [
    {
      flag: "-n, --lines <N>",
      summary: `How many; all that the master keeps, up to ${mostKeptLines}, by default.`,
    },
    {
      flag: "-f, --follow",
      summary: "Go on with the lines that come, until the master ends or Ctrl-C.",
    },
    { ...jsonFlag, summary: "Print one JSON object for each line." },
  ],
  epilogue: "The access log is not among them: see --access-log-file.",
  run: async (call) => {
    const { terminal, flags } = call;
    const count =
      flags["lines"] === undefined ? mostKeptLines : parseLineCount(String(flags["lines"]));
    const format = flags["json"] === true ? toJson : toText;
    const follow = flags["follow"] === true;
    const master = await openControl(call);
    const end = await master.logs({ lines: count, follow }, (lines) => {
      if (lines.length > 0) terminal.out(lines.map(format).join("\n"));
      return !terminal.isAbandoned;
    });
    if (end === "ended") terminal.err("landfall: the master has ended");
    return 0;
  },
});

/** What JSON leaves as it is but a terminal might obey is escaped too, which is the same JSON. */
function toJson(line: LogLine): string {
  return escapeControls(JSON.stringify(line));
}

function toText(line: LogLine): string {
  const text = line.text.split("\n").map(toHarmless).join("\n  ");
  return `${line.at} ${line.kind === "worker" ? `[${line.worker}]` : labels[line.level]} ${text}`;
}

const labels = {
  info: "landfall:",
  warn: "landfall: warning:",
  error: "landfall: error:",
} as const;

/** SGR of ECMA-48: colours, which would only be in the way once they are escaped. */
// oxlint-disable-next-line no-control-regex
const colours = /\u001b\[[0-9;:]*m/g;

function toHarmless(text: string): string {
  return text.replace(colours, "").split("\t").map(escapeControls).join("\t");
}
