/** `landfall serve` of a build, and the commands that speak to it. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { isGone, killNow } from "../reload/process-table.ts";

const bin = fileURLToPath(new URL("../../bin/landfall.js", import.meta.url));
const startLimit = 30_000;
const endLimit = 30_000;

/** What `landfall status --json` says, as far as it is read here. */
export interface Status {
  readonly generation: number;
  readonly workers: readonly { readonly pid: number; readonly state: string }[];
}

/** A server that runs; disposing kills what is left of it, by id. */
export class Served implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #control: string;
  readonly #ended: Promise<number | null>;
  /** What the master said. */
  log = "";
  url = "";

  private constructor(folder: string, app: string) {
    this.#control = join(folder, "landfall.sock");
    const args = ["--workers", "2", "--listen", "127.0.0.1:0", "--control", this.#control];
    this.#child = start(folder, ["serve", app, ...args]);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (data: Buffer) => (this.log += data.toString()));
    }
    process.once("exit", () => this.#child.kill("SIGKILL"));
    this.#ended = once(this.#child, "exit").then(([code]) => code as number | null);
  }

  /** Starts the server and waits until it serves. */
  static async start(folder: string, app: string): Promise<Served> {
    const served = new Served(folder, app);
    const { resolve, promise } = Promise.withResolvers<void>();
    const hear = (): void => {
      const url = /^Listening on (http:\S+)\/$[^]*Press Ctrl-C/m.exec(served.log)?.[1];
      if (url === undefined) return;
      served.url = url;
      resolve();
    };
    served.#child.stderr?.on("data", hear);
    await Promise.race([promise, served.#ended, late(startLimit)]);
    if (served.url !== "") return served;
    await served[Symbol.asyncDispose]();
    throw new Error(`serve did not start:\n${served.log}`);
  }

  /** What `landfall status` says. */
  async status(): Promise<Status> {
    return JSON.parse(await this.#command("status", "--json")) as Status;
  }

  /** Resolves when the new generation serves. */
  async reload(): Promise<void> {
    await this.#command("reload");
  }

  /** The exit code after TERM; null if a signal ended it, undefined if it is still there. */
  async stop(): Promise<number | null | undefined> {
    this.#child.kill("SIGTERM");
    return Promise.race([this.#ended, late(endLimit)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pid = this.#child.pid ?? 0;
    if (pid > 0 && !isGone(pid)) killNow(pid);
    await this.#ended;
  }

  async #command(name: string, ...flags: string[]): Promise<string> {
    const child = start(".", [name, "--control", this.#control, ...flags]);
    let said = "";
    let told = "";
    child.stdout?.on("data", (data: Buffer) => (said += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (told += data.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`landfall ${name} exited ${code}: ${told}`);
    return said;
  }
}

function start(cwd: string, args: readonly string[]): ChildProcess {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NODE_ENV: "production" };
  return spawn(process.execPath, [bin, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
}

function late(limit: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, limit, undefined).unref());
}
