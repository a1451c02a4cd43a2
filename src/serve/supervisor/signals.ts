/**
 * What the master's signals mean: HUP reloads, TERM and QUIT stop, INT stops and a second one hurries, TTIN and TTOU
 * change the number of workers, WINCH stops them all, USR2 has the master replaced by a successor.
 */

import { closeSync, openSync } from "node:fs";
import { isatty } from "node:tty";
import { type Clock, type Millis, millis } from "../../core/index.ts";
import type { ScaleChange } from "./scale-state.ts";

/** What a signal can ask for. */
export interface SignalActions {
  reload(): void;
  /** `now` cuts requests off. */
  stop(options: { readonly now: boolean }): void;
  /** Log files were renamed. */
  reopenLogs(): void;
  scale(change: ScaleChange): void;
  /** A successor shall take the master's place. */
  upgrade(): void;
}

/**
 * Ctrl-C reaches every process of the terminal at once, and npm passes its own on as well: two INTs within
 * this time are one key press.
 */
const samePress: Millis = millis(300);

/** Listens until the returned function is called. Who has no terminal of its own believes its stem, which looks at its. */
export function listenToSignals(
  actions: SignalActions,
  clock: Clock,
  hadTerminal: boolean = isatty(0) || isatty(2),
): () => void {
  let interruptedAt: number | undefined;
  const interrupt = () => {
    const now = interruptedAt !== undefined && clock.now() - interruptedAt > samePress;
    interruptedAt ??= clock.now();
    actions.stop({ now });
  };
  // A terminal that went away sends HUP too, and means the opposite of a reload.
  const hangUp = () =>
    hadTerminal && isTerminalGone() ? actions.stop({ now: false }) : actions.reload();
  const stop = () => actions.stop({ now: false });
  // A terminal sends it to whoever runs in it when its window is resized.
  const changeWindow = () => {
    if (isTerminalGone()) actions.scale({ kind: "park" });
  };
  const handlers = {
    SIGHUP: hangUp,
    SIGTERM: stop,
    SIGQUIT: stop,
    SIGINT: interrupt,
    SIGTTIN: () => actions.scale({ kind: "by", workers: 1 }),
    SIGTTOU: () => actions.scale({ kind: "by", workers: -1 }),
    SIGWINCH: changeWindow,
    SIGUSR1: () => actions.reopenLogs(),
    SIGUSR2: () => actions.upgrade(),
  };
  return listen(handlers);
}

/** Passes on what comes, until the returned function is called; what a terminal means by it is said in its words. */
export function forwardSignals(forward: (name: NodeJS.Signals) => void): () => void {
  const hadTerminal = isatty(0) || isatty(2);
  const plain = [
    "SIGTERM",
    "SIGQUIT",
    "SIGINT",
    "SIGTTIN",
    "SIGTTOU",
    "SIGUSR1",
    "SIGUSR2",
  ] as const;
  return listen({
    ...Object.fromEntries(plain.map((name) => [name, () => forward(name)])),
    SIGHUP: () => forward(hadTerminal && isTerminalGone() ? "SIGTERM" : "SIGHUP"),
    SIGWINCH: () => {
      if (isTerminalGone()) forward("SIGWINCH");
    },
  });
}

function listen(handlers: Readonly<Record<string, () => void>>): () => void {
  for (const [name, handler] of Object.entries(handlers)) process.on(name, handler);
  return () => {
    for (const [name, handler] of Object.entries(handlers)) process.off(name, handler);
  };
}

/** True if there is no controlling terminal, or none any more; see tty(4). */
function isTerminalGone(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return false;
  } catch {
    return true;
  }
}
