/** The master: a thin shell around `decide`. It performs commands and turns what happens into events. */

import { relative } from "node:path";
import { type MaintenanceState, millis, toProblem } from "../../core/index.ts";
import type { WorkerAssignment } from "../channel/index.ts";
import type { BoundSocket } from "../sockets/index.ts";
import { announceMaintenance } from "./announce.ts";
import { Chronicle } from "./chronicle.ts";
import { decide, nextDeadline, toDrain } from "./decide.ts";
import type { Generation, MasterPlan } from "./master-plan.ts";
import type { MasterStatus } from "./master-status.ts";
import { toOccurrences } from "./occurrences.ts";
import type { ScaleChange, ScaleOutcome } from "./scale-state.ts";
import {
  createMasterState,
  hasServed,
  type MasterCommand,
  type MasterEnd,
  type MasterEvent,
  type MasterState,
  type Note,
  type Outcome,
  type PrepareGeneration,
  type ReloadOutcome,
} from "./state.ts";
import { toStatus } from "./status.ts";
import { withEar } from "./watcher.ts";
import { linePipeOf, type WorkerListener, WorkerProcess } from "./worker-process.ts";

/** The first descriptor after stdin, stdout and stderr. */
const firstInherited = 3;

/** Supervises workers from `run()` until it resolves. */
export class Master {
  readonly #plan: MasterPlan;
  readonly #startedAt: number;
  readonly #processes = new Map<number, WorkerProcess>();
  readonly #generations = new Map<number, Generation>();
  readonly #answers = new Map<number, (outcome: Outcome) => void>();
  readonly #ended: PromiseWithResolvers<MasterEnd> = Promise.withResolvers();
  readonly #serving: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #events: MasterEvent[] = [];
  readonly #chronicle = new Chronicle();
  #state: MasterState;
  #requests = 0;
  /** The entry that the last worker found, relative to the project. */
  #app = "";
  #lastError: string | undefined;
  #isDeciding = false;
  #cancelTick: () => void = () => {};

  constructor(plan: MasterPlan) {
    this.#plan = plan;
    this.#state = createMasterState(plan.policy);
    this.#startedAt = plan.clock.now();
  }

  /** Starts the workers and supervises them; resolves when the last one has gone. */
  run(): Promise<MasterEnd> {
    this.#dispatch({ kind: "boot" });
    return this.#ended.promise;
  }

  /** Resolves when every worker of the first generation is ready; never if that does not come. */
  get serving(): Promise<void> {
    return this.#serving.promise;
  }

  /** Replaces every worker; resolves with what became of it. */
  reload({ waitDrained }: { readonly waitDrained: boolean }): Promise<ReloadOutcome> {
    return this.#ask<ReloadOutcome>((request) => {
      return { kind: "reload-requested", request, waitDrained };
    });
  }

  /** Ends gracefully, or at once with exit code 130. */
  stop({ now }: { readonly now: boolean }): void {
    this.#dispatch({ kind: "stop-requested", now });
  }

  /** Log files were renamed: every worker opens its own again. */
  reopenLogs(): void {
    for (const worker of this.#processes.values()) worker.send({ kind: "reopen-logs" });
  }

  /** Tells every worker whether the site is open; resolves with the process ids of those that do not confirm it. */
  async tellMaintenance(state: MaintenanceState): Promise<readonly number[]> {
    const workers = [...this.#processes.values()];
    const silent = await announceMaintenance(workers, state, this.#plan.clock);
    return silent.flatMap(({ pid }) => pid ?? []);
  }

  /** Changes the number of workers; resolves with what became of it. */
  scale(change: ScaleChange): Promise<ScaleOutcome> {
    return this.#ask<ScaleOutcome>((request) => ({ kind: "scale-requested", request, change }));
  }

  /** What is running right now. */
  status(): MasterStatus {
    const { sockets, clock } = this.#plan;
    return toStatus({
      state: this.#state,
      startedAt: this.#startedAt,
      now: clock.now(),
      sockets,
      folder: this.#generations.get(this.#state.generation)?.folder ?? "",
      app: this.#app,
      lastError: this.#lastError,
      chronicle: this.#chronicle,
      process: (serial) => this.#processes.get(serial),
    });
  }

  #ask<Asked extends Outcome>(toEvent: (request: number) => MasterEvent): Promise<Asked> {
    this.#requests += 1;
    const request = this.#requests;
    const { promise, resolve } = Promise.withResolvers<Asked>();
    // What kind of outcome it gets is the event's doing.
    this.#answers.set(request, resolve as (outcome: Outcome) => void);
    this.#dispatch(toEvent(request));
    return promise;
  }

  #dispatch(event: MasterEvent): void {
    this.#events.push(event);
    if (this.#isDeciding) return;
    this.#isDeciding = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        this.#take(next);
      }
    } finally {
      this.#isDeciding = false;
      this.#scheduleTick();
    }
    // What was asked for during the boot begins in the turn that ends it.
    if (hasServed(this.#state)) this.#serving.resolve();
  }

  #take(event: MasterEvent): void {
    const before = this.#state;
    const at = this.#plan.clock.now();
    const { state, commands, notes } = decide(before, event, at);
    this.#state = state;
    for (const note of notes) this.#say(note);
    const occurrences = toOccurrences(before, event, { state, commands });
    for (const occurrence of occurrences) this.#chronicle.note(occurrence, at);
    this.#plan.watcher?.happened(occurrences);
    if (state.phase.kind !== before.phase.kind) this.#plan.phaseChanged?.(state.phase.kind);
    for (const command of commands) this.#perform(command);
  }

  #say({ level, message }: Note): void {
    this.#plan.logger[level](message);
    if (level === "error") this.#lastError = message;
  }

  #scheduleTick(): void {
    this.#cancelTick();
    const deadline = nextDeadline(this.#state);
    if (deadline === Number.POSITIVE_INFINITY) return;
    const delay = millis(Math.max(0, Math.ceil(deadline - this.#plan.clock.now())));
    this.#cancelTick = this.#plan.clock.after(delay, () => this.#dispatch({ kind: "tick" }));
  }

  #perform(command: MasterCommand): void {
    switch (command.kind) {
      case "prepare-generation":
        return void this.#prepare(command);
      case "spawn":
        return this.#spawn(command);
      case "drain":
        return this.#processes.get(command.serial)?.send(toDrain(command.delay, this.#state));
      case "terminate":
        return this.#processes.get(command.serial)?.send({ kind: "cut" });
      case "kill":
        return this.#kill(command);
      case "answer":
        this.#answers.get(command.request)?.(command.outcome);
        this.#answers.delete(command.request);
        return;
      case "close-listeners":
        for (const socket of this.#plan.sockets) socket.close();
        return;
      case "exit":
        this.#cancelTick();
        return this.#ended.resolve({ exitCode: command.exitCode, problem: command.problem });
      default:
        command satisfies never;
    }
  }

  async #prepare({ generation, failure }: PrepareGeneration): Promise<void> {
    try {
      this.#generations.set(generation, await this.#plan.prepare(generation, failure));
      this.#forgetGenerations();
      this.#dispatch({ kind: "generation-prepared", generation });
    } catch (error) {
      this.#dispatch({ kind: "generation-refused", generation, problem: toProblem(error) });
    }
  }

  /** Keeps the generations that replacements may still be started in. */
  #forgetGenerations(): void {
    for (const number of this.#generations.keys()) {
      if (number < this.#state.generation) this.#generations.delete(number);
    }
  }

  #spawn({ serial, id, generation }: Extract<MasterCommand, { kind: "spawn" }>): void {
    const spec = this.#generations.get(generation);
    if (spec === undefined) throw new Error(`generation ${generation} was not prepared`);
    const { logger, output, watcher } = this.#plan;
    const descriptors = this.#socketsOf(id).map(({ fd }) => fd);
    const command = { ...spec.command(id), descriptors };
    const listener: WorkerListener = {
      ready: (description, file) => {
        if (id === 0) logger.info(`generation ${generation}: ${description}`);
        this.#app = relative(spec.folder, file);
        this.#dispatch({ kind: "worker-ready", serial });
      },
      beat: ({ requests, memory, oldest }) =>
        this.#dispatch({ kind: "worker-beat", serial, beat: { requests, memory, oldest } }),
      wantsOut: () => this.#dispatch({ kind: "worker-wants-out", serial }),
      stoppedAccepting: () => this.#dispatch({ kind: "worker-stopped-accepting", serial }),
      exited: (end) => {
        this.#processes.delete(serial);
        this.#dispatch({ kind: "worker-exited", serial, ...end });
      },
      line: (stream, text) => output(stream, id, text),
      lines: (block) => this.#plan.lines?.(block),
      loaded: (files) => this.#plan.loaded?.(files, generation),
    };
    const worker = WorkerProcess.start(command, withEar(listener, watcher?.watch(id)));
    this.#processes.set(serial, worker);
    const linePipe = command.hasLinePipe === true ? linePipeOf(descriptors) : undefined;
    const assignment = this.#assignment(id, generation, spec);
    worker.send({ kind: "start", assignment: { ...assignment, linePipe } });
  }

  #socketsOf(id: number): readonly BoundSocket[] {
    return this.#plan.sockets.filter(({ worker = id }) => worker === id);
  }

  #assignment(id: number, generation: number, { settings }: Generation): WorkerAssignment {
    const sockets = this.#socketsOf(id).map(({ address, inode }, index) => {
      return { fd: firstInherited + index, inode, address };
    });
    return { id, generation, sockets, settings, maintenance: this.#plan.maintenance?.() };
  }

  #kill({ serial, record }: Extract<MasterCommand, { kind: "kill" }>): void {
    const worker = this.#processes.get(serial);
    this.#chronicle.noteKill({ ...record, pid: worker?.pid });
    worker?.kill();
  }
}
