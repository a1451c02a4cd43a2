/** A worker as its master sees it: a child process with inherited sockets, a channel and two streams of lines. */

import { ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import {
  type MaintenanceState,
  type Millis,
  millis,
  type Problem,
  systemClock,
} from "../../core/index.ts";
import { Confirmations } from "./confirmations.ts";
import { LastWords, splitBlocks, splitLines } from "./lines.ts";
import { seal, type ToWorker, type WorkerActivity } from "../channel/index.ts";
import { openFromWorker } from "./from-worker.ts";
import type { WorkerEnd } from "./state.ts";

/** How to start a worker; the launcher knows. */
export interface WorkerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Descriptors that the worker finds at 3, 4, … in this order. */
  readonly descriptors: readonly number[];
  /** It gets a pipe at `linePipeOf(descriptors)` for lines that are passed on as they are. */
  readonly hasLinePipe?: boolean;
}

/** What the master hears of a worker. */
export interface WorkerListener {
  ready(description: string, file: string): void;
  wantsOut(): void;
  beat(activity: WorkerActivity): void;
  stoppedAccepting(): void;
  exited(end: WorkerEnd): void;
  line(stream: "stdout" | "stderr", text: string): void;
  /** Takes whole lines, with their ends, of the line pipe. */
  lines?(block: Uint8Array): void;
}

/** Stdin, stdout and stderr stand before the inherited descriptors, the channel behind them. */
const standardStreams = 3;

/** The descriptor at which a worker finds its line pipe. */
export function linePipeOf(descriptors: readonly number[]): number {
  return standardStreams + descriptors.length + 1;
}

/** How long an ended worker's output may still come; a grandchild may hold its streams open for ever. */
const outputGrace: Millis = millis(100);

/** A running worker process. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #listener: WorkerListener;
  #activity: WorkerActivity | undefined;
  #problem: Problem | undefined;
  readonly #lastWords: LastWords = new LastWords();
  readonly #confirmations: Confirmations = new Confirmations();
  #isReady = false;
  #ended = false;

  private constructor(child: ChildProcess, listener: WorkerListener) {
    this.#child = child;
    this.#listener = listener;
  }

  /** Starts the process; every outcome, also a failed start, is told to the listener. */
  static start(command: WorkerCommand, listener: WorkerListener): WorkerProcess {
    const worker = new WorkerProcess(createChild(command), listener);
    const pipe = command.hasLinePipe === true ? linePipeOf(command.descriptors) : 0;
    worker.#listen(worker.#child.stdio?.[pipe] as Readable | null | undefined);
    return worker;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it did by its last beat; undefined before the first. */
  get activity(): WorkerActivity | undefined {
    return this.#activity;
  }

  /** Whether it has ever said so. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Says whether the site is open; resolves when the worker obeys, or has gone. */
  tellMaintenance(state: MaintenanceState): Promise<void> {
    const { revision, confirmed } = this.#confirmations.expect();
    this.send({ kind: "maintenance", revision, state });
    return confirmed;
  }

  /** Says something; a worker that is gone does not hear it. */
  send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(seal(message), () => {});
  }

  /** Ends it at once; a process that is gone does not notice. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #listen(linePipe: Readable | null | undefined): void {
    this.#child.on("message", (envelope) => this.#hear(envelope));
    this.#child.once("error", (error) => this.#end(`could not be started: ${error.message}`));
    // `close` comes after the last line of both streams, so that the reason is complete.
    this.#child.once("close", (code, signal) => this.#end(describeEnd(code, signal)));
    this.#child.once("exit", (code, signal) => {
      const end = () => this.#end(describeEnd(code, signal));
      // Nobody but the worker held the line pipe, so its end is near, and no line is lost.
      const isOpen = linePipe?.closed === false;
      systemClock.after(outputGrace, () => (isOpen ? linePipe.once("close", end) : end()));
    });
    splitBlocks(linePipe, (block) => this.#listener.lines?.(block));
    splitLines(this.#child.stdout, (text) => this.#listener.line("stdout", text));
    splitLines(this.#child.stderr, (text) => {
      this.#lastWords.hear(text);
      this.#listener.line("stderr", text);
    });
  }

  #hear(envelope: unknown): void {
    const message = openFromWorker(envelope);
    switch (message?.kind) {
      case undefined:
        return;
      case "ready":
        this.#isReady = true;
        return this.#listener.ready(message.description, message.file);
      case "wants-out":
        return this.#listener.wantsOut();
      case "failed":
        this.#problem = message.problem;
        return;
      case "stopped-accepting":
        return this.#listener.stoppedAccepting();
      case "maintenance-heard":
        return this.#confirmations.hear(message.revision);
      case "beat":
        this.#activity = message;
        return this.#listener.beat(message);
      default:
        message satisfies never;
    }
  }

  #end(how: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#confirmations.end();
    this.#listener.exited({ problem: this.#problem, how, lastLine: this.#lastWords.line });
  }
}

/** Node reports some failures as an event and throws others, e.g. ENOMEM, or ENOTDIR for the folder: here all are events. */
function createChild({ file, args, cwd, env, ...command }: WorkerCommand): ChildProcess {
  const { descriptors, hasLinePipe } = command;
  const linePipe = hasLinePipe === true ? (["pipe"] as const) : [];
  try {
    const stdio = ["ignore", "pipe", "pipe", ...descriptors, "ipc", ...linePipe] as const;
    // A session of its own: what the terminal or a service manager sends to the group is for the master alone.
    return spawn(file, args, { cwd, env: { ...env }, stdio: [...stdio], detached: true });
  } catch (error) {
    const child = new ChildProcess();
    queueMicrotask(() => child.emit("error", error));
    return child;
  }
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with code ${code ?? 0}` : `was killed by ${signal}`;
}
