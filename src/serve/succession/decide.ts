/** Who is the master, and who follows: the whole judgement as one pure function, without clock, process or log. */

import { type ExitCode, type Problem, toProblem } from "../../core/index.ts";
import { successionErrors } from "./errors.ts";
import type {
  Child,
  ChildState,
  LineageCommand,
  LineageDecision,
  LineageEvent,
  LineageNote,
  LineageState,
} from "./state.ts";

/** What follows from an event at a time (the clock's milliseconds). */
export function decideSuccession(
  before: LineageState,
  event: LineageEvent,
  at: number,
): LineageDecision {
  const turn: Turn = {
    ...before,
    children: new Map(before.children),
    at,
    commands: [],
    notes: [],
  };
  handle(turn, event);
  enforceDeadlines(turn);
  settleEnd(turn);
  const { at: _, commands, notes, ...state } = turn;
  return { state, commands, notes };
}

/** When `decideSuccession` wants a `tick` if nothing happens before; infinity for never. */
export function nextSuccessionDeadline(state: LineageState): number {
  return Math.min(...[...state.children.values()].map((child) => deadlineOf(state, child)));
}

/** The child that is the master; undefined while this process is. */
export function rulingChild({ children }: Pick<LineageState, "children">): Child | undefined {
  return [...children.values()].find(({ state }) => state.kind === "ruling");
}

type Draft = { -readonly [Key in keyof LineageState]: LineageState[Key] };

interface Turn extends Draft {
  readonly at: number;
  children: Map<number, Child>;
  readonly commands: LineageCommand[];
  readonly notes: LineageNote[];
}

function handle(turn: Turn, event: LineageEvent): void {
  switch (event.kind) {
    case "upgrade-requested":
      return begin(turn, event.request);
    case "child-started":
      return withChild(turn, event.serial, (child) => {
        turn.children.set(child.serial, { ...child, pid: event.pid });
      });
    case "child-greeted":
    case "child-ready":
    case "child-took":
    case "child-stopping":
    case "child-closed":
      return withChild(turn, event.serial, (child) => hear(turn, child, event.kind));
    case "child-failed":
      return withChild(turn, event.serial, (child) => giveUp(turn, child, event.problem));
    case "child-exited":
      return withChild(turn, event.serial, (child) => bury(turn, child, event));
    case "stop-requested":
      return stop(turn);
    case "self-ended":
      return endSelf(turn, event);
    case "tick":
      return;
    default:
      event satisfies never;
  }
}

/** What it says counts only when it is its turn to say it. */
function hear(turn: Turn, child: Child, kind: LineageEvent["kind"]): void {
  const { state, serial } = child;
  if (kind === "child-greeted" && state.kind === "starting") {
    turn.commands.push({ kind: "offer", serial });
  }
  if (kind === "child-ready" && state.kind === "starting") {
    const until = turn.at + turn.policy.takePatience;
    move(turn, child, { ...state, kind: "taking", until });
    turn.guarded = true;
    turn.commands.push({ kind: "take", serial });
  }
  if (kind === "child-took" && state.kind === "taking") enthrone(turn, child, state);
  if (kind === "child-stopping" && state.kind === "ruling") stop(turn);
  if (kind === "child-closed" && state.kind === "ruling") {
    turn.commands.push({ kind: "close-sockets" });
  }
}

function begin(turn: Turn, request: number): void {
  const rival = [...turn.children.values()].find(({ state }) => isRising(state));
  if (turn.stopping || turn.end !== undefined) {
    return refuse(turn, request, toProblem(successionErrors.fail.UPGRADE_STOPPED({})));
  }
  if (rival !== undefined) {
    const { pid } = rival;
    return refuse(turn, request, toProblem(successionErrors.fail.UPGRADE_RUNNING({ pid })));
  }
  turn.lastSerial += 1;
  const serial = turn.lastSerial;
  const state = { kind: "starting", request, since: turn.at } as const;
  turn.children.set(serial, { serial, pid: undefined, state });
  turn.commands.push({ kind: "start", serial });
}

/** From here on the new one answers commands; the old one lets its workers finish. */
function enthrone(turn: Turn, child: Child, { request, since }: Rising): void {
  const was = masterPid(turn);
  const old = rulingChild(turn);
  const took = Math.round(turn.at - since);
  const pid = child.pid ?? 0;
  const outcome = { kind: "upgraded", pid, was, took } as const;
  turn.guarded = false;
  // Whoever asked may have asked the old one, which passes the answer on before it hears that it is replaced.
  turn.commands.push({ kind: "forget-path" }, { kind: "answer", request, outcome });
  if (old === undefined) {
    turn.self = "leaving";
    turn.commands.push({ kind: "yield" });
  } else {
    leave(turn, old);
    turn.commands.push({ kind: "leave", serial: old.serial });
  }
  move(turn, child, { kind: "ruling" });
  const message = `upgraded: process ${pid} is the master in place of ${was}, after ${took} ms`;
  turn.notes.push({ level: "info", message });
}

/** The successor is not to be; whoever was the master serves on. One that may hold the path goes at once. */
function giveUp(turn: Turn, child: Child, problem: Problem): void {
  const { state, serial } = child;
  if (!isRising(state)) return;
  refuse(turn, state.request, problem);
  if (state.kind === "taking") {
    move(turn, child, { kind: "killed" });
    turn.commands.push({ kind: "kill", serial });
    return;
  }
  leave(turn, child);
  turn.commands.push({ kind: "terminate", serial });
}

function refuse(turn: Turn, request: number, problem: Problem): void {
  const pid = masterPid(turn);
  const outcome = { kind: "not-upgraded", pid, problem } as const;
  turn.commands.push({ kind: "answer", request, outcome });
  const message = `not upgraded, process ${pid} serves on: ${problem.message} (${problem.hint})`;
  turn.notes.push({ level: "error", message });
}

type Exit = Extract<LineageEvent, { kind: "child-exited" }>;

function bury(turn: Turn, child: Child, { exitCode, how }: Exit): void {
  const { state, serial, pid } = child;
  if (isRising(state))
    giveUp(turn, child, toProblem(successionErrors.fail.SUCCESSOR_DIED({ how })));
  turn.children.delete(serial);
  if (turn.guarded && ![...turn.children.values()].some(mayHoldPath)) {
    turn.guarded = false;
    turn.commands.push({ kind: "restore-path" });
  }
  if (state.kind === "leaving" && turn.end === undefined) {
    turn.notes.push({ level: "info", message: `process ${pid ?? "?"} has left` });
  }
  if (state.kind !== "ruling") return;
  const problem = toProblem(successionErrors.fail.MASTER_LOST({ pid, how }));
  const code = toExitCode(exitCode);
  turn.end = { exitCode: code, problem: exitCode === undefined ? problem : undefined };
  turn.commands.push({ kind: "close-sockets" });
  if (code === 0) return stop(turn);
  const isExpected = turn.stopping && exitCode !== undefined;
  if (!isExpected) turn.notes.push({ level: "error", message: problem.message });
  killAll(turn);
}

/** A successor that is on its way up is sent down again; who is the master hears of it from whoever told us. */
function stop(turn: Turn): void {
  turn.stopping = true;
  const problem = toProblem(successionErrors.fail.UPGRADE_STOPPED({}));
  for (const child of turn.children.values()) giveUp(turn, child, problem);
}

function endSelf(
  turn: Turn,
  { exitCode, problem }: Extract<LineageEvent, { kind: "self-ended" }>,
): void {
  if (turn.self === "ruling") {
    turn.end = { exitCode, problem };
    stop(turn);
  } else if (turn.end === undefined) {
    turn.notes.push({ level: "info", message: "the last worker of our own has left" });
  }
  turn.self = "gone";
}

function enforceDeadlines(turn: Turn): void {
  for (const child of turn.children.values()) {
    if (turn.at < deadlineOf(turn, child)) continue;
    if (isRising(child.state)) {
      const seconds = Math.round((turn.at - child.state.since) / 1_000);
      giveUp(turn, child, toProblem(successionErrors.fail.SUCCESSOR_SLOW({ seconds })));
      continue;
    }
    move(turn, child, { kind: "killed" });
    turn.commands.push({ kind: "kill", serial: child.serial });
    const message = `process ${child.pid ?? "?"} did not leave when it was told to, and is killed`;
    turn.notes.push({ level: "warn", message });
  }
}

/** Who serves its last requests is waited for; after an accident nobody is, so that a new start finds room soon. */
function settleEnd(turn: Turn): void {
  if (turn.end === undefined || turn.exited) return;
  if (turn.children.size > 0) return;
  if (turn.self === "leaving" && turn.end.exitCode === 0) return;
  turn.exited = true;
  turn.commands.push({ kind: "exit", ...turn.end });
}

function killAll(turn: Turn): void {
  for (const child of turn.children.values()) {
    if (isRising(child.state))
      giveUp(turn, child, toProblem(successionErrors.fail.UPGRADE_STOPPED({})));
    move(turn, child, { kind: "killed" });
    turn.commands.push({ kind: "kill", serial: child.serial });
  }
}

type Rising = Extract<ChildState, { kind: "starting" | "taking" }>;

function isRising(state: ChildState): state is Rising {
  return state.kind === "starting" || state.kind === "taking";
}

/** One that was killed while it took the path may have been quicker. */
function mayHoldPath({ state }: Child): boolean {
  return state.kind === "taking" || state.kind === "killed";
}

function deadlineOf({ policy }: Pick<LineageState, "policy">, { state }: Child): number {
  switch (state.kind) {
    case "starting":
      return state.since + policy.startPatience;
    case "taking":
    case "leaving":
      return state.until;
    case "ruling":
    case "killed":
      return Number.POSITIVE_INFINITY;
    default:
      return state satisfies never;
  }
}

function leave(turn: Turn, child: Child): void {
  move(turn, child, { kind: "leaving", until: turn.at + turn.policy.leavePatience });
}

function move(turn: Turn, { serial, pid }: Child, state: ChildState): void {
  turn.children.set(serial, { serial, pid, state });
}

function masterPid(turn: Turn): number {
  return rulingChild(turn)?.pid ?? turn.pid;
}

function toExitCode(code: number | undefined): ExitCode {
  const known = ([0, 1, 2, 3, 130] as const).find((candidate) => candidate === code);
  return known ?? 1;
}

function withChild(turn: Turn, serial: number, act: (child: Child) => void): void {
  const child = turn.children.get(serial);
  if (child !== undefined) act(child);
}
