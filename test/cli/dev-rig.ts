/** `landfall dev` in a project of its own, and what a browser would see of it. */

import {
  type CommandCall,
  createProject,
  eventually,
  get,
  LandfallProcess,
} from "./landfall-process.ts";

/** A running `landfall dev`. */
export class Dev {
  readonly folder: string;
  readonly process: LandfallProcess;
  readonly url: string;

  private constructor(folder: string, process: LandfallProcess, url: string) {
    this.folder = folder;
    this.process = process;
    this.url = url;
  }

  /** Starts it on a free port; resolves when it listens. */
  static async start(
    files: Readonly<Record<string, string>>,
    args: readonly string[] = [],
    call: Partial<CommandCall> = {},
  ): Promise<Dev> {
    const folder = createProject(files);
    const command = new LandfallProcess(["dev", "--port", "0", ...args], { cwd: folder, ...call });
    return new Dev(folder, command, await command.url());
  }

  /** One answer; a request that is refused or reset fails. */
  ask(): Promise<string> {
    return get(this.url, { timeout: 20_000 });
  }

  /** Waits until the answer is this one. */
  async answers(expected: string | RegExp): Promise<void> {
    let last = "";
    const matches = async () => {
      last = await this.ask();
      return typeof expected === "string" ? last === expected : expected.test(last);
    };
    await eventually(matches, `the answer ${String(expected)}`, 20_000).catch((error: unknown) => {
      throw new Error(`${String(error)}; last it was ${last}\n${this.process.stderr}`);
    });
  }

  /** How long each restart took so far, in milliseconds, from the end of the burst to the first answer. */
  get restarts(): readonly number[] {
    return [...this.process.stderr.matchAll(/started anew, answers after (\d+) ms/g)].map(
      ([, took]) => Number(took),
    );
  }

  /** How often the log has said so. */
  count(pattern: RegExp): number {
    return [...this.process.stderr.matchAll(new RegExp(pattern, "g"))].length;
  }
}
