/** A successor as the started process sees it: a child with the sockets, a channel, and our own output. */

import { ChildProcess, spawn } from "node:child_process";
import { millis, systemClock } from "../../core/index.ts";
import {
  type FromSuccessor,
  openFromSuccessor,
  sealSuccession,
  type ToSuccessor,
} from "./messages.ts";

/** How to start a successor; the launcher knows. */
export interface SuccessorCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What is heard of a successor. */
export interface SuccessorListener {
  said(message: FromSuccessor): void;
  /** It said what is of no version that we know. */
  garbled(): void;
  /** Undefined when a signal ended it. */
  exited(exitCode: number | undefined, how: string): void;
}

/** How long its last words may still come. */
const lastWordsGrace = millis(500);

/** A running successor. */
export class SuccessorProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts it with these descriptors at 3, 4, …; every outcome, also a failed start, is told to the listener. */
  static start(
    command: SuccessorCommand,
    descriptors: readonly number[],
    listener: SuccessorListener,
  ): SuccessorProcess {
    const child = createChild(command, descriptors);
    let hasEnded = false;
    const end = (exitCode: number | undefined, how: string) => {
      if (hasEnded) return;
      hasEnded = true;
      listener.exited(exitCode, how);
    };
    const exited = (code: number | null, signal: NodeJS.Signals | null) => {
      if (signal === null) end(code ?? 1, `exited with code ${code ?? 1}`);
      else end(undefined, `was killed by ${signal}`);
    };
    child.on("message", (envelope) => {
      const message = openFromSuccessor(envelope);
      if (message === undefined) listener.garbled();
      else listener.said(message);
    });
    child.once("error", (error) => end(1, `could not be started: ${error.message}`));
    // `close` comes after the last message.
    child.once("close", exited);
    child.once("exit", (code, signal) => {
      systemClock.after(lastWordsGrace, () => exited(code, signal));
    });
    return new SuccessorProcess(child);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Says something; a process that is gone does not hear it. */
  send(message: ToSuccessor): void {
    if (this.#child.connected) this.#child.send(sealSuccession(message), () => {});
  }

  /** Sends a signal; a process that is gone does not notice. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }
}

/** A failed start is an event, also where Node throws. */
function createChild(
  { file, args, cwd, env }: SuccessorCommand,
  descriptors: readonly number[],
): ChildProcess {
  try {
    // A session of its own: what comes to our group is passed on by us, once.
    return spawn(file, args, {
      cwd,
      env: { ...env },
      stdio: ["ignore", "inherit", "inherit", ...descriptors, "ipc"],
      detached: true,
    });
  } catch (error) {
    const child = new ChildProcess();
    queueMicrotask(() => child.emit("error", error));
    return child;
  }
}
