/** How far a command is: a bar on a terminal, a line now and then elsewhere. */

import type { Terminal } from "./terminal.ts";

/** What is done of what there is. */
export interface Progress {
  show(step: { readonly done: number; readonly total: number }): void;
  /** Takes the bar away. */
  end(): void;
}

const width = 30;
/** One line up and empty: the terminal writes whole lines. */
const again = "\u001B[1A\u001B[2K";
/** Of the whole, between two lines where nobody watches. */
const share = 0.25;

/** Shows it on stderr. */
export function createProgress(
  { err }: Pick<Terminal, "err">,
  title: string,
  isInteractive: boolean = process.stderr.isTTY === true,
): Progress {
  let shown = "";
  let told = 0;
  const showBar = (done: number, total: number): void => {
    const line = formatBar(title, done, total);
    if (line !== shown) err(`${shown === "" ? "" : again}${line}`);
    shown = line;
  };
  const showLine = (done: number, total: number): void => {
    if (done < total * (told + share) || done === total) return;
    told = done / total;
    err(`${title}: ${done} of ${total}`);
  };
  return {
    show: ({ done, total }) => (isInteractive ? showBar : showLine)(done, total),
    end: () => {
      if (shown !== "") err(`${again}${title}: done`);
    },
  };
}

function formatBar(title: string, done: number, total: number): string {
  const full = Math.round((width * done) / total);
  return `${title} ${"█".repeat(full)}${"░".repeat(width - full)} ${done}/${total}`;
}
