/** The master's own end: gracefully when asked, with the problem's exit code when it cannot serve. */

import { millis, type Problem } from "../../core/index.ts";
import { interruptReloads } from "./reload.ts";
import { retire, terminate } from "./retire.ts";
import { interruptScales } from "./scale.ts";
import { mayAccept, type Turn } from "./turn.ts";

/** Drains everybody, without delay when nobody asked for it. */
export function stop(turn: Turn, problem: Problem | undefined): void {
  if (turn.phase.kind === "stopping") return;
  interruptReloads(turn);
  interruptScales(turn);
  const exitCode = problem?.exitCode ?? 0;
  turn.phase = { kind: "stopping", exitCode, problem, listening: true, ended: false };
  const delay = problem === undefined ? turn.policy.shutdownDelay : millis(0);
  for (const worker of turn.workers.values()) retire(turn, worker, delay);
  if (problem === undefined) turn.notes.push({ level: "info", message: "stopping gracefully" });
}

/** Cuts everybody. */
export function stopNow(turn: Turn): void {
  stop(turn, undefined);
  if (turn.phase.kind === "stopping") turn.phase = { ...turn.phase, exitCode: 130 };
  for (const worker of turn.workers.values()) terminate(turn, worker);
}

/** Closes the listeners once nobody may accept any more, and leaves when everybody has gone. */
export function settleStop(turn: Turn): void {
  const { phase } = turn;
  if (phase.kind !== "stopping" || phase.ended) return;
  if (phase.listening && ![...turn.workers.values()].some(mayAccept)) {
    turn.phase = { ...phase, listening: false };
    turn.commands.push({ kind: "close-listeners" });
  }
  if (turn.workers.size > 0) return;
  turn.phase = { ...phase, listening: false, ended: true };
  turn.commands.push({ kind: "exit", exitCode: phase.exitCode, problem: phase.problem });
}
