/** What the master's signals mean: HUP reloads, TERM and QUIT stop, INT stops and a second one hurries. */

import { closeSync, openSync } from "node:fs";
import { isatty } from "node:tty";
import { type Clock, type Millis, millis } from "../../core/index.ts";

/** What a signal can ask for. */
export interface SignalActions {
  reload(): void;
  /** `now` cuts requests off. */
  stop(options: { readonly now: boolean }): void;
  /** Log files were renamed. */
  reopenLogs(): void;
  /** A signal that has no meaning here; unheard, it would end or suspend the master. */
  ignore(name: string): void;
}

/**
 * Ctrl-C reaches every process of the terminal at once, and npm passes its own on as well: two INTs within
 * this time are one key press.
 */
const samePress: Millis = millis(300);

/** Listens until the returned function is called. */
export function listenToSignals(actions: SignalActions, clock: Clock): () => void {
  const hadTerminal = isatty(0) || isatty(2);
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
  const ignored = ["SIGUSR2", "SIGTTIN", "SIGTTOU"].map((name) => {
    return [name, () => actions.ignore(name.slice("SIG".length))] as const;
  });
  const handlers = {
    SIGHUP: hangUp,
    SIGTERM: stop,
    SIGQUIT: stop,
    SIGINT: interrupt,
    SIGUSR1: () => actions.reopenLogs(),
    ...Object.fromEntries(ignored),
  };
  for (const [name, handler] of Object.entries(handlers)) process.on(name, handler);
  return () => {
    for (const [name, handler] of Object.entries(handlers)) process.off(name, handler);
  };
}

/** True if the controlling terminal can no longer be opened; see tty(4). */
function isTerminalGone(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return false;
  } catch {
    return true;
  }
}
