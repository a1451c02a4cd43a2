/** A real `landfall serve` in a temporary project, and the commands that speak to it. */

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { parseListenAddress, type ListenAddress } from "../../src/core/index.ts";
import { appFile, writeVersion } from "./app-version.ts";
import { journaledPids } from "./journal.ts";
import { isGone, killNow, survivors, worksIn } from "./process-table.ts";

/** What a command line printed, and how it ended. */
export interface CommandResult {
  /** `undefined` when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly took: number;
}

/** What `landfall status --json` says, as far as the proof reads it. */
export interface Status {
  readonly pid: number;
  readonly generation: number;
  readonly addresses: readonly string[];
  readonly workers: readonly WorkerStatus[];
}

/** One worker in `status`. */
export interface WorkerStatus {
  readonly id: number;
  readonly pid: number;
  readonly generation: number;
  readonly state: string;
}

/** What differs between proofs. */
export interface ServeOptions {
  readonly listen: (folder: string) => readonly string[];
  readonly bootTimeout?: string;
  /** How many addresses the flags bring, where `listen` names none. */
  readonly addresses?: number;
  /** Further flags of `serve`. */
  readonly flags?: readonly string[];
  /** PATH of the server, to hide programs from it. */
  readonly searchPath?: string;
  /** In milliseconds; `gracefulTimeout` where nothing is said. */
  readonly drainTime?: number;
  /** A project that a former server has left, to start in it again. */
  readonly folder?: string;
  /** What the server finds at descriptor 0, e.g. a socket for `fd:0`. */
  readonly input?: number;
}

/** The build's command; another may be named to prove it with the same means. */
export const bin: string =
  process.env["LANDFALL_BIN"] ?? fileURLToPath(new URL("../../bin/landfall.js", import.meta.url));

/** Workers of every proof. */
export const workerCount = 2;

/** `--graceful-timeout` of the proof, in milliseconds. */
export const gracefulTimeout = 3_000;

const startLimit = 10_000;

/** A stop may take the graceful timeout, and some seconds of a busy machine. */
const endLimit: number = gracefulTimeout + 3_000;

/** A worker that outlives its master keeps the pipe of the output open; do not wait for it longer than this. */
const closeLimit = 200;

/** Workers leave by themselves when their master is killed; whoever stays longer is killed, too. */
const leaveLimit = 500;

/** A server under proof. Disposing kills what is left of it, by id, and removes its folder. */
export class LandfallProcess implements AsyncDisposable {
  readonly folder: string;
  readonly exited: Promise<CommandResult>;
  readonly #ownsFolder: boolean;
  readonly #child: ChildProcess;
  readonly #output: Output;
  addresses: readonly ListenAddress[] = [];

  private constructor(folder: string, child: ChildProcess, ownsFolder: boolean) {
    this.folder = folder;
    this.#ownsFolder = ownsFolder;
    this.#child = child;
    this.#output = collect(child);
    this.exited = this.#output.result;
  }

  /** Starts a server with version 1 of the app and waits for its banner. */
  static async start(options: ServeOptions): Promise<LandfallProcess> {
    const folder = options.folder ?? (await makeProject());
    const server = new LandfallProcess(
      folder,
      serve(folder, options),
      options.folder === undefined,
    );
    try {
      server.addresses = await server.#banner(options.addresses ?? options.listen(folder).length);
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The first address. */
  get address(): ListenAddress {
    const [first] = this.addresses;
    if (first === undefined) throw new Error("the server has no address");
    return first;
  }

  /** The master's pid. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What the server has written on stderr so far. */
  get log(): string {
    return this.#output.stderr();
  }

  /** Runs `landfall NAME --control …`. */
  command(name: string, ...flags: string[]): Promise<CommandResult> {
    const control = join(this.folder, "control.sock");
    return collect(run(this.folder, [name, "--control", control, ...flags])).result;
  }

  /** What `landfall status` says. */
  async status(): Promise<Status> {
    const { exitCode, stdout, stderr } = await this.command("status", "--json");
    if (exitCode !== 0) throw new Error(`status exited ${exitCode}: ${stderr}`);
    return JSON.parse(stdout) as Status;
  }

  /** Pids of the workers that take connections. */
  async readyPids(): Promise<number[]> {
    const { workers } = await this.status();
    return workers.filter(({ state }) => state === "ready").map(({ pid }) => pid);
  }

  /** Sends a signal to the master alone. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Sends a signal and waits for the end; throws when the server does not leave in time. */
  async endedBy(name: NodeJS.Signals): Promise<CommandResult> {
    this.signal(name);
    const late = pause(endLimit, undefined, { ref: false });
    const result = await Promise.race([this.exited, late]);
    if (result === undefined)
      throw new Error(`still there ${endLimit} ms after ${name}:\n${this.log}`);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!isGone(this.pid)) killNow(this.pid);
    await this.exited;
    const left = await survivors(await journaledPids(this.folder), leaveLimit);
    for (const pid of left) if (worksIn(pid, this.folder)) killNow(pid);
    if (this.#ownsFolder) await rm(this.folder, { recursive: true, force: true });
  }

  async #banner(count: number): Promise<ListenAddress[]> {
    const deadline = Date.now() + startLimit;
    for (;;) {
      const found = [...this.log.matchAll(/Listening on (\S+)/g)].map((match) => match[1] ?? "");
      if (found.length >= count) return found.map(toAddress);
      const more = await Promise.race([this.#output.grown(deadline - Date.now()), this.exited]);
      if (more !== "grown") throw new Error(`serve did not start:\n${this.log}`);
    }
  }
}

function toAddress(url: string): ListenAddress {
  return parseListenAddress(url.replace(/^http:\/\//, "").replace(/\/$/, ""));
}

async function makeProject(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "landfall-proof-")));
  await writeVersion(folder, 1);
  return folder;
}

function serve(folder: string, options: ServeOptions): ChildProcess {
  const { listen, bootTimeout = "5s", drainTime = gracefulTimeout } = options;
  const listening = listen(folder).flatMap((address) => ["--listen", address]);
  const settings = {
    workers: String(workerCount),
    "graceful-timeout": `${drainTime}ms`,
    "boot-timeout": bootTimeout,
    control: join(folder, "control.sock"),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const further = options.flags ?? [];
  return run(folder, ["serve", appFile, ...listening, ...flags, ...further], options);
}

function run(
  cwd: string,
  args: readonly string[],
  { searchPath = process.env["PATH"], input }: Partial<ServeOptions> = {},
): ChildProcess {
  return spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { PATH: searchPath, HOME: process.env["HOME"] },
    stdio: [input ?? "ignore", "pipe", "pipe"],
  });
}

interface Output {
  readonly stderr: () => string;
  readonly result: Promise<CommandResult>;
  /** Resolves when stderr has grown; `late` after the limit. */
  grown(limit: number): Promise<"grown" | "late">;
}

function collect(child: ChildProcess): Output {
  const startedAt = performance.now();
  const text = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text.stdout += chunk));
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text.stderr += chunk;
    if (process.env["TEST_DEBUG"] === "1") process.stderr.write(chunk);
  });
  const result = new Promise<CommandResult>((resolve, reject) => {
    child.once("error", reject);
    const finish = (code: number | null): void =>
      resolve({ exitCode: code ?? undefined, ...text, took: performance.now() - startedAt });
    child.once("close", finish);
    child.once("exit", (code) => setTimeout(finish, closeLimit, code));
  });
  const grown = (limit: number): Promise<"grown" | "late"> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve("late"), Math.max(0, limit));
      child.stderr?.once("data", () => {
        clearTimeout(timer);
        resolve("grown");
      });
    });
  return { stderr: () => text.stderr, result, grown };
}
