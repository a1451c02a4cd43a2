/** CPU profiles of one worker, one after the other, by V8's own profiler (node:inspector); a bounded number of files. */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import type { Session } from "node:inspector/promises";
import { join } from "node:path";
import { type Clock, toMessage } from "../../core/index.ts";
import { observeErrors } from "./errors.ts";
import type { ObserveSettings } from "./options.ts";

/** What it obeys. */
export type ProfilerSettings = Pick<ObserveSettings, "profile" | "profileInterval" | "profileKeep">;

/** What it needs of its process. */
export interface ProfilerPlace {
  readonly worker: number;
  readonly clock: Clock;
  /** Says that a profile could not be written. */
  report(text: string): void;
}

/** Makes the folder and writes to it; throws `PROFILE_FOLDER_UNWRITABLE`. */
export function checkProfileFolder(folder: string): void {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    const reason = toMessage(error);
    throw observeErrors.fail.PROFILE_FOLDER_UNWRITABLE({ path: folder, reason }, error);
  }
}

/** Profiles from `start()` to `close()`. */
export class Profiler {
  readonly #settings: ProfilerSettings;
  readonly #place: ProfilerPlace;
  #session: Session | undefined;
  #cancel: () => void = () => {};
  #work: Promise<void> = Promise.resolve();

  constructor(settings: ProfilerSettings, place: ProfilerPlace) {
    this.#settings = settings;
    this.#place = place;
  }

  /** Begins the first profile. */
  async start(): Promise<void> {
    const { Session } = await import("node:inspector/promises");
    this.#session = new Session();
    this.#session.connect();
    await this.#session.post("Profiler.enable");
    await this.#begin();
  }

  /** Writes the last profile, which is shorter than the others. */
  async close(): Promise<void> {
    this.#cancel();
    await this.#work;
    await this.#write();
    this.#session?.disconnect();
    this.#session = undefined;
  }

  async #begin(): Promise<void> {
    await this.#session?.post("Profiler.start");
    this.#cancel = this.#place.clock.after(this.#settings.profileInterval, () => {
      this.#work = this.#write().then(() => this.#begin());
    });
  }

  async #write(): Promise<void> {
    const { report, worker } = this.#place;
    const { profile: folder, profileKeep } = this.#settings;
    const prefix = `worker-${worker}-`;
    try {
      const stopped = await this.#session?.post("Profiler.stop");
      if (stopped === undefined) return;
      const time = new Date().toISOString().replace(/[-:]/g, "");
      const file = join(folder, `${prefix}${time}-${process.pid}.cpuprofile`);
      await writeFile(file, JSON.stringify(stopped.profile));
      forgetOldest(folder, prefix, profileKeep);
    } catch (error) {
      report(`a profile was not written to ${folder}: ${toMessage(error)}`);
    }
  }
}

/** Times in names sort as times. */
function forgetOldest(folder: string, prefix: string, keep: number): void {
  const isOurs = (name: string) => name.startsWith(prefix) && name.endsWith(".cpuprofile");
  const names = readdirSync(folder).filter(isOurs).toSorted();
  for (const name of names.slice(0, -keep)) rmSync(join(folder, name), { force: true });
}
