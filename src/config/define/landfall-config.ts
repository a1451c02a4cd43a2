/** The type of a configuration, derived from the settings: what each may be written as. */

import type { ListenAddress } from "../../core/index.ts";
import type { RunSettings, Settings } from "../index.ts";

/** A listener as a configuration writes it; for `tls` a place is kept free. */
export type WrittenListener =
  | string
  | { readonly host?: string; readonly port: number }
  | { readonly unix: string };

/** Every setting, optional, as a person writes it: `"30s"`, `"2mb"`, `["unix:/run/app.sock"]`. */
export type LandfallSettings = {
  readonly [Key in keyof Settings]?: Key extends "unixMode" ? string : Written<Settings[Key]>;
};

/** The settings of `run()`, optional, as a person writes them. */
export type WrittenRunSettings = Pick<LandfallSettings, keyof RunSettings>;

/** What a configuration file exports. */
export interface LandfallConfig extends LandfallSettings {
  /** For editors that know JSON Schema. */
  readonly $schema?: string;
  /** What holds in one environment only, by its name; it beats what stands outside. */
  readonly environments?: Readonly<Record<string, LandfallSettings>>;
}

type Written<Value> = Value extends { readonly __unit: "ms" }
  ? string | 0
  : Value extends { readonly __unit: "bytes" }
    ? string | number
    : Value extends readonly (infer Item)[]
      ? WrittenItem<Item> | readonly WrittenItem<Item>[]
      : Value extends number
        ? number | `${number}`
        : Value;

type WrittenItem<Item> = Item extends ListenAddress
  ? WrittenListener
  : Item extends { readonly name: string; readonly value: string }
    ? string
    : Item extends { readonly folder: string; readonly prefix: string }
      ? string
      : Item;
