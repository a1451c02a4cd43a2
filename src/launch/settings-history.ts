/** The settings of each generation: a reload reads every source again and keeps what cannot change. */

import { assertSound, fixedSettings, keepFixed, type LoadedConfig } from "../config/index.ts";
import type { Logger } from "../core/index.ts";

/** Where settings come from. */
export interface SettingsSources {
  readonly first: LoadedConfig;
  reread(): Promise<LoadedConfig>;
  readonly logger: Logger;
}

/** Remembers the first settings, of which the fixed ones hold for all generations. */
export class SettingsHistory {
  readonly #sources: SettingsSources;
  readonly #kept = new Map<number, readonly string[]>();

  constructor(sources: SettingsSources) {
    this.#sources = sources;
  }

  /** The settings of a generation that begins; rejects with what is wrong with them, which fails the reload. */
  async settingsOf(generation: number): Promise<LoadedConfig> {
    const { first, reread, logger } = this.#sources;
    if (generation === 1) return first;
    const loaded = await reread();
    assertSound(loaded);
    const { kept, ...resolved } = keepFixed(first, loaded, fixedSettings);
    this.#kept.clear();
    this.#kept.set(generation, kept);
    for (const message of [...loaded.warnings, ...kept]) logger.warn(message);
    return { ...loaded, ...resolved };
  }

  /** What the settings of the generation could not change, a sentence for each. */
  keptOf(generation: number): readonly string[] {
    return this.#kept.get(generation) ?? [];
  }
}
