/** Who is the master, as tables and as random histories: no process, no clock. */

import { describe, expect, test } from "vitest";
import { millis } from "../../../src/core/index.ts";
import {
  decideSuccession,
  nextSuccessionDeadline,
  rulingChild,
} from "../../../src/serve/succession/decide.ts";
import {
  createLineageState,
  type LineageCommand,
  type LineageEvent,
  type LineageState,
} from "../../../src/serve/succession/state.ts";

const stem = 100;
const policy = {
  startPatience: millis(90_000),
  takePatience: millis(10_000),
  leavePatience: millis(40_000),
};

/** A line of masters under test; child N has pid N × 1,000. */
class World {
  state: LineageState = createLineageState(policy, stem);
  at = 0;
  said: string[] = [];

  /** What is commanded, in short: `take 1`, `answer upgraded`, `exit 0`. */
  tell(event: LineageEvent): string[] {
    const { state, commands, notes } = decideSuccession(this.state, event, this.at);
    this.state = state;
    this.said.push(...notes.map(({ message }) => message));
    return commands.map(inShort);
  }

  upgrade(request = 1): string[] {
    const told = this.tell({ kind: "upgrade-requested", request });
    const serial = this.state.lastSerial;
    if (told.includes(`start ${serial}`))
      this.tell({ kind: "child-started", serial, pid: serial * 1_000 });
    return told;
  }

  exit(serial: number, exitCode: number | undefined): string[] {
    const how = exitCode === undefined ? "was killed by SIGKILL" : `exited with code ${exitCode}`;
    return this.tell({ kind: "child-exited", serial, exitCode, how });
  }

  after(delay: number): string[] {
    this.at += delay;
    return this.tell({ kind: "tick" });
  }

  /** An upgrade to its end. */
  succeed(): string[] {
    this.upgrade();
    const serial = this.state.lastSerial;
    return [
      ...this.tell({ kind: "child-greeted", serial }),
      ...this.tell({ kind: "child-ready", serial }),
      ...this.tell({ kind: "child-took", serial }),
    ];
  }
}

function inShort(command: LineageCommand): string {
  if (command.kind === "answer") return `answer ${command.outcome.kind} ${command.outcome.pid}`;
  if (command.kind === "exit") return `exit ${command.exitCode}`;
  return "serial" in command ? `${command.kind} ${command.serial}` : command.kind;
}

const failed = (serial: number): LineageEvent => {
  const problem = { code: "X", message: "no app", hint: "Mend it.", exitCode: 1 } as const;
  return { kind: "child-failed", serial, problem };
};
const ended = { kind: "self-ended", exitCode: 0, problem: undefined } as const;

describe("an upgrade", () => {
  test("starts, offers, has the path taken, and only then lets the old master go", () => {
    const world = new World();
    expect(world.upgrade()).toEqual(["start 1"]);
    expect(world.tell({ kind: "child-greeted", serial: 1 })).toEqual(["offer 1"]);
    expect(world.tell({ kind: "child-ready", serial: 1 })).toEqual(["take 1"]);
    world.at = 1_500;
    const told = world.tell({ kind: "child-took", serial: 1 });
    expect(told).toEqual(["forget-path", "answer upgraded 1000", "yield"]);
    expect(world.said).toEqual([
      "upgraded: process 1000 is the master in place of 100, after 1500 ms",
    ]);
    expect(world.tell(ended)).toEqual([]);
    expect(world.state.self).toBe("gone");
  });

  test("under a stem lets the former successor leave, and the chain grows no longer", () => {
    const world = new World();
    world.succeed();
    expect(world.succeed()).toEqual([
      "offer 2",
      "take 2",
      "forget-path",
      "answer upgraded 2000",
      "leave 1",
    ]);
    expect(rulingChild(world.state)?.serial).toBe(2);
    expect(world.exit(1, 0)).toEqual([]);
    expect(world.state.children.size).toBe(1);
  });

  test("does not succeed a master that was told to stop meanwhile", () => {
    const world = new World();
    world.succeed();
    world.upgrade(2);
    expect(world.tell({ kind: "child-stopping", serial: 2 })).toEqual([]);
    const told = world.tell({ kind: "child-stopping", serial: 1 });
    expect(told).toEqual(["answer not-upgraded 1000", "terminate 2"]);
    expect(world.tell({ kind: "child-ready", serial: 2 })).toEqual([]);
  });

  test("is refused while another one runs, and when the master was told to stop", () => {
    const world = new World();
    world.upgrade();
    expect(world.upgrade(2)).toEqual(["answer not-upgraded 100"]);
    expect(world.tell({ kind: "stop-requested" })).toEqual([
      "answer not-upgraded 100",
      "terminate 1",
    ]);
    expect(world.upgrade(3)).toEqual(["answer not-upgraded 100"]);
    expect(world.state.lastSerial).toBe(1);
  });

  test.each([
    ["says why", (world: World) => world.tell(failed(1))],
    ["is not ready in time", (world: World) => world.after(policy.startPatience)],
  ])("fails when the successor %s: it is ended, the old master serves on", (_, fail) => {
    const world = new World();
    world.upgrade();
    expect(fail(world)).toEqual(["answer not-upgraded 100", "terminate 1"]);
    expect(world.state.self).toBe("ruling");
    expect(world.after(policy.leavePatience - 1)).toEqual([]);
    expect(world.after(1)).toEqual(["kill 1"]);
    expect(world.exit(1, undefined)).toEqual([]);
    expect(world.upgrade(2)).toEqual(["start 2"]);
  });

  test("fails once, whatever else the successor says afterwards", () => {
    const world = new World();
    world.upgrade();
    world.tell(failed(1));
    expect(world.tell(failed(1))).toEqual([]);
    for (const kind of [
      "child-greeted",
      "child-ready",
      "child-took",
      "child-stopping",
      "child-closed",
    ] as const) {
      expect(world.tell({ kind, serial: 1 })).toEqual([]);
    }
    expect(world.exit(1, 1)).toEqual([]);
  });

  test.each([
    ["dies", (world: World) => world.exit(1, undefined)],
    [
      "does not take it in time",
      (world: World) => [...world.after(policy.takePatience), ...world.exit(1, undefined)],
    ],
    ["says that it cannot", (world: World) => [...world.tell(failed(1)), ...world.exit(1, 1)]],
  ])("gives the control socket back when who is to take it %s", (_, fail) => {
    const world = new World();
    world.upgrade();
    world.tell({ kind: "child-ready", serial: 1 });
    expect(fail(world)).toEqual(["answer not-upgraded 100", "kill 1", "restore-path"]);
    expect(world.state).toMatchObject({ self: "ruling", guarded: false });
  });
});

describe("the end", () => {
  test("of the only master is the end of the process", () => {
    expect(new World().tell(ended)).toEqual(["exit 0"]);
    const problem = { code: "X", message: "", hint: "", exitCode: 1 } as const;
    const failure = { kind: "self-ended", exitCode: 1, problem } as const;
    expect(new World().tell(failure)).toEqual(["exit 1"]);
  });

  test.each([0, 1, 2, 3, 130])("of a successor with code %i is the stem's", (code) => {
    const world = new World();
    world.succeed();
    world.tell(ended);
    expect(world.exit(1, code)).toEqual(["close-sockets", `exit ${code}`]);
  });

  test("of a successor by a signal, or with a code of Node's, is a failure", () => {
    for (const code of [undefined, 7, 134]) {
      const world = new World();
      world.succeed();
      world.tell(ended);
      expect(world.exit(1, code)).toEqual(["close-sockets", "exit 1"]);
      expect(world.said.at(-1)).toContain("the master, process 1000, ");
    }
  });

  test("waits for requests of the old master after a stop, and for nobody after an accident", () => {
    const stopped = new World();
    stopped.succeed();
    expect(stopped.exit(1, 0)).toEqual(["close-sockets"]);
    expect(stopped.tell(ended)).toEqual(["exit 0"]);
    const lost = new World();
    lost.succeed();
    expect(lost.exit(1, undefined)).toEqual(["close-sockets", "exit 1"]);
  });

  test("takes a successor along that is on its way, gently after a stop, at once after an accident", () => {
    const stopped = new World();
    stopped.upgrade();
    expect(stopped.tell(ended)).toEqual(["answer not-upgraded 100", "terminate 1"]);
    expect(stopped.exit(1, 0)).toEqual(["exit 0"]);
    const lost = new World();
    lost.succeed();
    lost.tell(ended);
    lost.upgrade();
    const told = lost.exit(1, undefined);
    expect(told).toEqual(["close-sockets", "answer not-upgraded 100", "terminate 2", "kill 2"]);
    expect(lost.exit(2, undefined)).toEqual(["exit 1"]);
  });

  test("comes only when the sockets are closed, which a master that drains says before", () => {
    const world = new World();
    world.succeed();
    world.tell(ended);
    expect(world.tell({ kind: "child-closed", serial: 1 })).toEqual(["close-sockets"]);
  });
});

/** A generator of numbers from 0 to below 1 that begins at the seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

test("whatever happens, there is one master or the end, one successor at most, and every request has one answer", () => {
  const next = random(16);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!;
  const exits = new Set<string>();
  for (let history = 0; history < 300; history += 1) {
    const world = new World();
    const open = new Set<number>();
    const alive = new Set<number>();
    let requests = 0;
    let hasExited = false;
    for (let step = 0; step < 60 && !hasExited; step += 1) {
      world.at += Math.floor(next() * 30_000);
      const serial = pick([...alive, 0]);
      const codes = [0, 0, 1, 130, undefined] as const;
      const events: readonly LineageEvent[] = [
        { kind: "upgrade-requested", request: requests + 1 },
        { kind: "child-greeted", serial },
        { kind: "child-ready", serial },
        { kind: "child-ready", serial },
        { kind: "child-took", serial },
        { kind: "child-took", serial },
        { kind: "child-exited", serial, exitCode: pick(codes), how: "ended" },
        failed(serial),
        { kind: "tick" },
        ...(next() < 0.1 ? [{ kind: "stop-requested" } as const] : []),
        ...(world.state.self === "gone" || next() < 0.8 ? [] : [ended]),
      ];
      const event = pick(events);
      if (event.kind === "upgrade-requested") open.add((requests += 1));
      if (event.kind === "child-exited") alive.delete(serial);
      const { state, commands } = decideSuccession(world.state, event, world.at);
      world.state = state;
      for (const command of commands) {
        if (command.kind === "start") alive.add(command.serial);
        if (command.kind === "answer") expect(open.delete(command.request)).toBe(true);
        if (command.kind === "exit") hasExited = true;
      }
      const kinds = [...state.children.values()].map((child) => child.state.kind);
      const rising = kinds.filter((kind) => kind === "starting" || kind === "taking").length;
      const masters =
        kinds.filter((kind) => kind === "ruling").length + (state.self === "ruling" ? 1 : 0);
      // Who is to leave is not waited for without a limit.
      const waits = kinds.some((kind) => kind !== "ruling" && kind !== "killed");
      const facts = {
        masters,
        open: open.size,
        children: [...state.children.keys()].join(),
        hasDeadline: nextSuccessionDeadline(state) < Number.POSITIVE_INFINITY,
      };
      expect(rising).toBeLessThanOrEqual(1);
      expect(facts).toEqual({
        masters: state.end === undefined ? 1 : 0,
        open: rising,
        children: [...alive].join(),
        hasDeadline: waits,
      });
      if (hasExited) exits.add(`exit ${String(state.end?.exitCode)}`);
    }
  }
  expect([...exits].toSorted()).toEqual(["exit 0", "exit 1", "exit 130"]);
});
