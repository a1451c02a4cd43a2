/** What `run()` uses of the process that it is called in; nobody hands it these, as a library has no main of its own. */

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The process as `run()` sees it. */
export interface ProcessPowers {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** Absolute path of the program's main file; empty where there is none. */
  readonly main: string;
  readonly platform: string;
  readonly pid: number;
  /** Writes a line to stderr. */
  write(line: string): void;
}

/** Reads it. */
export function thisProcess(): ProcessPowers {
  return {
    env: process.env,
    folder: process.cwd(),
    main: process.argv[1] ?? "",
    platform: process.platform,
    pid: process.pid,
    write: (line) => void process.stderr.write(`${line}\n`),
  };
}

/** Whether the first frame of the stack that is not ours stands in the program's main file. */
export function isCalledByMain(stack: string, main: string): boolean {
  const [, , caller = ""] = stack.split("\n");
  const [, url = ""] = /((?:file:\/\/)?\/[^\n]*?):\d+:\d+\)?$/.exec(caller) ?? [];
  return url !== "" && main !== "" && toReal(toPath(url)) === toReal(main);
}

/** INT, TERM and QUIT close; a second one cuts. Then the process ends, with 0, or with 130 where it was cut. */
export function obeySignals(server: { close(): Promise<void>; cut(): Promise<void> }): void {
  let heard = 0;
  const end = () => {
    heard += 1;
    if (heard === 1) void server.close().then(() => process.exit(0));
    else void server.cut().then(() => process.exit(130));
  };
  const names = process.platform === "win32" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGQUIT"];
  for (const name of names) process.on(name, end);
}

function toPath(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url.split("?", 1)[0] ?? url) : url;
}

/** `node app` runs `app.js`; what cannot be found is compared as it is. */
function toReal(path: string): string {
  for (const ending of ["", ".js", ".mjs", ".cjs", ".ts"]) {
    try {
      return realpathSync(path + ending);
    } catch {
      // The next one.
    }
  }
  return path;
}
