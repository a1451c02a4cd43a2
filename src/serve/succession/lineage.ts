/** The process that was started, over all its masters: a thin shell around `decideSuccession`. */

import { type Clock, type Logger, millis, toProblem } from "../../core/index.ts";
import type { BoundSocket } from "../sockets/index.ts";
import type { MasterEnd, UpgradeOutcome } from "../supervisor/index.ts";
import { decideSuccession, nextSuccessionDeadline, rulingChild } from "./decide.ts";
import { successionErrors } from "./errors.ts";
import type { FromSuccessor } from "./messages.ts";
import { guardPath, type PathGuard } from "./path-guard.ts";
import {
  createLineageState,
  type LineageCommand,
  type LineageEvent,
  type LineageState,
  type SuccessionPolicy,
} from "./state.ts";
import { type SuccessorCommand, SuccessorProcess } from "./successor-process.ts";

/** Everything it is given. */
export interface LineagePlan {
  readonly policy: SuccessionPolicy;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sockets: readonly BoundSocket[];
  /** The control socket's path. */
  readonly control: string;
  /** What a successor cannot change, by setting. */
  readonly kept: Readonly<Record<string, unknown>>;
  /** How a successor is started now; made anew for each. */
  command(): SuccessorCommand;
  /** Hears that a successor is the master: our own workers finish, and signals are passed on. */
  yield(): void;
}

/** What an upgrade is asked with: how many workers there shall be, if that is not what the settings say. */
export interface UpgradeRequest {
  readonly workers: number | undefined;
}

/** Starts successors, and ends when the last master has ended. */
export class Lineage {
  readonly #plan: LineagePlan;
  readonly #children = new Map<number, SuccessorProcess>();
  readonly #answers = new Map<number, (outcome: UpgradeOutcome) => void>();
  readonly #ended: PromiseWithResolvers<MasterEnd> = Promise.withResolvers();
  readonly #events: LineageEvent[] = [];
  #state: LineageState;
  #requests = 0;
  #workers: number | undefined;
  #guard: PathGuard | undefined;
  #isDeciding = false;
  #cancelTick: () => void = () => {};

  constructor(plan: LineagePlan) {
    this.#plan = plan;
    this.#state = createLineageState(plan.policy, process.pid);
  }

  /** Resolves when the master has ended, whoever it is, and everybody else with it. */
  get ended(): Promise<MasterEnd> {
    return this.#ended.promise;
  }

  /** True while a successor is on its way. */
  get isUpgrading(): boolean {
    const rising = ["starting", "taking"];
    return [...this.#state.children.values()].some(({ state }) => rising.includes(state.kind));
  }

  /** Starts a successor; resolves with what became of it. */
  upgrade(request: UpgradeRequest): Promise<UpgradeOutcome> {
    return new Promise((resolve) => this.#upgrade(request, resolve));
  }

  /** The master was told to stop: nobody succeeds it. */
  stop(): void {
    this.#dispatch({ kind: "stop-requested" });
  }

  /** Our own master has ended. */
  endOwn(end: MasterEnd): void {
    this.#dispatch({ kind: "self-ended", ...end });
  }

  /** Passes a signal on to the master. */
  forward(name: NodeJS.Signals): void {
    if (["SIGTERM", "SIGQUIT", "SIGINT"].includes(name)) this.stop();
    const ruling = rulingChild(this.#state);
    if (ruling !== undefined) this.#children.get(ruling.serial)?.signal(name);
  }

  /** Answers at once, before the next command is carried out. */
  #upgrade({ workers }: UpgradeRequest, answer: (outcome: UpgradeOutcome) => void): void {
    this.#requests += 1;
    const request = this.#requests;
    this.#answers.set(request, answer);
    if (!this.isUpgrading) this.#workers = workers;
    this.#dispatch({ kind: "upgrade-requested", request });
  }

  #dispatch(event: LineageEvent): void {
    this.#events.push(event);
    if (this.#isDeciding) return;
    this.#isDeciding = true;
    const { clock, logger } = this.#plan;
    for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
      const { state, commands, notes } = decideSuccession(this.#state, next, clock.now());
      this.#state = state;
      for (const { level, message } of notes) logger[level](message);
      for (const command of commands) this.#perform(command);
    }
    this.#isDeciding = false;
    this.#scheduleTick();
  }

  #scheduleTick(): void {
    this.#cancelTick();
    const deadline = nextSuccessionDeadline(this.#state);
    if (deadline === Number.POSITIVE_INFINITY) return;
    const { clock } = this.#plan;
    const delay = millis(Math.max(0, Math.ceil(deadline - clock.now())));
    this.#cancelTick = clock.after(delay, () => this.#dispatch({ kind: "tick" }));
  }

  #perform(command: LineageCommand): void {
    const { control, sockets } = this.#plan;
    switch (command.kind) {
      case "start":
        return this.#start(command.serial);
      case "offer":
        return this.#offer(command.serial);
      case "take":
        this.#guard = guardPath(control);
        return this.#children.get(command.serial)?.send({ kind: "take" });
      case "forget-path":
        return this.#guard?.forget();
      case "restore-path":
        return this.#guard?.restore();
      case "yield":
        return this.#plan.yield();
      case "leave":
        return this.#children.get(command.serial)?.send({ kind: "leave" });
      case "terminate":
        return this.#children.get(command.serial)?.signal("SIGTERM");
      case "kill":
        return this.#children.get(command.serial)?.signal("SIGKILL");
      case "close-sockets":
        for (const socket of sockets) socket.close();
        return;
      case "answer":
        this.#answers.get(command.request)?.(command.outcome);
        this.#answers.delete(command.request);
        return;
      case "exit": {
        const { exitCode, problem } = command;
        return this.#ended.resolve({ exitCode, problem });
      }
      default:
        command satisfies never;
    }
  }

  #start(serial: number): void {
    const descriptors = this.#plan.sockets.map(({ fd }) => fd);
    try {
      const child = SuccessorProcess.start(this.#plan.command(), descriptors, {
        said: (message) => this.#hear(serial, message),
        garbled: () => {
          const problem = toProblem(successionErrors.fail.SUCCESSOR_FOREIGN({}));
          this.#dispatch({ kind: "child-failed", serial, problem });
        },
        exited: (exitCode, how) => {
          this.#children.delete(serial);
          this.#dispatch({ kind: "child-exited", serial, exitCode, how });
        },
      });
      this.#children.set(serial, child);
      this.#dispatch({ kind: "child-started", serial, pid: child.pid });
    } catch (error) {
      this.#dispatch({ kind: "child-failed", serial, problem: toProblem(error) });
      this.#dispatch({ kind: "child-exited", serial, exitCode: 1, how: "could not be started" });
    }
  }

  #offer(serial: number): void {
    const { control, kept } = this.#plan;
    const sockets = this.#plan.sockets.map(({ address, inode, worker }) => {
      return { address, inode, worker };
    });
    const offer = { kind: "offer", sockets, control, workers: this.#workers, kept } as const;
    this.#children.get(serial)?.send(offer);
  }

  #hear(serial: number, message: FromSuccessor): void {
    switch (message.kind) {
      case "hello":
        return this.#dispatch({ kind: "child-greeted", serial });
      case "failed":
        return this.#dispatch({ kind: "child-failed", serial, problem: message.problem });
      case "ready":
        return this.#dispatch({ kind: "child-ready", serial });
      case "taken":
        return this.#dispatch({ kind: "child-took", serial });
      case "stopping":
        return this.#dispatch({ kind: "child-stopping", serial });
      case "closed":
        return this.#dispatch({ kind: "child-closed", serial });
      case "wanted": {
        const { request, workers } = message;
        return this.#upgrade({ workers }, (outcome) =>
          this.#children.get(serial)?.send({ kind: "answer", request, outcome }),
        );
      }
      default:
        message satisfies never;
    }
  }
}
