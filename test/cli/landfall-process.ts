/** The real command in a real process, in a project folder of its own; everything ends with the test. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { onTestFinished } from "vitest";

const bin = resolve(import.meta.dirname, "../../bin/landfall.js");

/** An app that says which process and worker answered. */
export const plainApp = `
export default {
  fetch(request, context) {
    return Response.json({ pid: process.pid, worker: context.worker, path: new URL(request.url).pathname });
  },
};
`;

/** What `plainApp` answers. */
export interface PlainAnswer {
  pid: number;
  worker: number;
  path: string;
}

/** A project folder with these files. */
export function createProject(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  return folder;
}

/** Writes files into a project. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** How a command is called. */
export interface CommandCall {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the command, e.g. `setpriv --reuid …`. */
  readonly wrapper?: readonly string[];
  /** In a process group of its own, so that the group can be signalled. */
  readonly ownGroup?: boolean;
  /** What it finds at descriptor 0, e.g. a socket. */
  readonly input?: number;
}

/** A running command. */
export class LandfallProcess {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  /** Resolves with the exit code, or with the signal's name. */
  readonly ended: Promise<number | string>;
  readonly #watchers = new Set<() => void>();

  constructor(args: readonly string[], call: CommandCall) {
    const { cwd, env = {}, wrapper = [], ownGroup: detached = false, input = "pipe" } = call;
    const [file, ...rest] = [...wrapper, process.execPath, bin, ...args];
    const { PORT: _port, HOST: _host, ...inherited } = process.env;
    const stdio = [input, "pipe", "pipe"] as const;
    const variables = { ...inherited, PWD: cwd, ...env };
    this.child = spawn(file!, rest, { cwd, detached, stdio: [...stdio], env: variables });
    this.child.stdout?.on("data", (data) => this.#hear("stdout", data));
    this.child.stderr?.on("data", (data) => this.#hear("stderr", data));
    this.ended = new Promise((resolve) => {
      this.child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
    });
    void this.ended.then(() => this.#tell());
    onTestFinished(() => this.kill());
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until stderr holds the text. */
  async says(text: string | RegExp, timeout = 10_000): Promise<RegExpExecArray> {
    const pattern = typeof text === "string" ? new RegExp(text.replace(/[^\w ]/g, "\\$&")) : text;
    return until(
      () => pattern.exec(this.stderr) ?? undefined,
      timeout,
      this.#watchers,
      () => [`stderr never said ${pattern}`, this.stderr].join("\n"),
    );
  }

  /** The first URL of the banner. */
  async url(): Promise<string> {
    return (await this.says(/Listening on (http:\S+)/))[1]!;
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  /** Ends the master and waits; its workers follow by themselves. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
    await this.ended;
  }

  #hear(stream: "stdout" | "stderr", data: Buffer): void {
    this[stream] += data.toString();
    if (process.env["TEST_DEBUG"] === "1") process.stderr.write(data);
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** Runs a command to its end. */
export async function run(
  args: readonly string[],
  call: CommandCall,
): Promise<{ code: number | string; stdout: string; stderr: string }> {
  const command = new LandfallProcess(args, call);
  const code = await command.ended;
  return { code, stdout: command.stdout, stderr: command.stderr };
}

/** Starts `landfall serve` on a free port and waits until it serves. */
export async function serve(
  cwd: string,
  args: readonly string[],
  call: Partial<CommandCall> = {},
): Promise<LandfallProcess> {
  const command = new LandfallProcess(["serve", ...args], { cwd, ...call });
  await command.says("Press Ctrl-C to stop.");
  return command;
}

/** One request on a connection of its own. */
export function get(url: string, options: http.RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false, ...options }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve(body));
      response.on("error", reject);
    });
    request.on("error", reject);
  });
}

/** One request to `plainApp`. */
export async function ask(url: string, options?: http.RequestOptions): Promise<PlainAnswer> {
  return JSON.parse(await get(url, options)) as PlainAnswer;
}

/** Polls until there is a value; fails after the deadline. */
export async function eventually<Value>(
  probe: () => Value | undefined | Promise<Value | undefined>,
  what: string,
  timeout = 10_000,
): Promise<Value> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`${what} did not come true in ${timeout} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** True while a process with this id exists and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Kills a process that a failed test may have left; one that has ended by itself is fine. */
export function endNow(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function until<Value>(
  probe: () => Value | undefined,
  timeout: number,
  watchers: Set<() => void>,
  describe: () => string,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(new Error(describe()))), timeout);
    const look = () => {
      const value = probe();
      if (value !== undefined) finish(() => resolve(value));
    };
    const finish = (act: () => void) => {
      clearTimeout(timer);
      watchers.delete(look);
      act();
    };
    watchers.add(look);
    look();
  });
}
