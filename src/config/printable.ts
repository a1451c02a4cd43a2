/** Puts values into messages and tables: on one line, nothing that steers a terminal, no secrets. */

import {
  type ListenAddress,
  type Bytes,
  escapeControls,
  formatDuration,
  formatListenAddress,
  formatSize,
  type Millis,
} from "../core/index.ts";
import type { AnyOption } from "../core/options.ts";

const maximumLength = 200;
const secretName = /pass(word|wd|phrase)?|secret|token|credential|api[-_]?key|private[-_]?key/i;

/** A value as it was written, as JSON. */
export function quote(value: unknown): string {
  return toPrintable(JSON.stringify(redact(value)) ?? typeof value);
}

/** Text without line breaks, control and direction characters, cut where it gets long. */
export function toPrintable(text: string): string {
  const line = escapeControls(text);
  const letters = [...line];
  return letters.length <= maximumLength
    ? line
    : `${letters.slice(0, maximumLength - 1).join("")}…`;
}

/** Takes passwords out of URLs, and values whose names sound like secrets, at any depth; references stay. */
export function redact(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  const { name } = value as { readonly name?: unknown };
  const isNamed = typeof name === "string" && secretName.test(name);
  const entries = Object.entries(value).map(([key, member]) => {
    const isSecret = secretName.test(key) || (isNamed && key === "value");
    return [key, isSecret && !isReference(member) ? "[secret]" : redact(member)];
  });
  return Object.fromEntries(entries);
}

/** The same for one text. */
export function redactText(text: string): string {
  const [, name = "", value = ""] = /^([\w.-]+)=(.*)$/s.exec(text) ?? [];
  if (secretName.test(name) && !isReference(value)) return `${name}=[secret]`;
  return text.replace(/(\w:\/\/[^\s/:@]*):[^\s/@]+@/g, "$1:[secret]@");
}

function isReference(value: unknown): boolean {
  return typeof value === "string" && /^(env|file):/.test(value);
}

/** A setting as a person would write it: `30s`, `100mb`, `600`, `127.0.0.1:80, unix:/run/app.sock`. */
export function formatSetting(value: unknown, { argument }: AnyOption): string {
  const shown = redact(value);
  const items = Array.isArray(shown) ? shown : [shown];
  return toPrintable(items.map((item) => formatItem(item, argument)).join(", "));
}

function formatItem(value: unknown, unit: string | undefined): string {
  if (typeof value === "number") {
    if (unit === "DURATION") return formatDuration(value as Millis);
    if (unit === "SIZE") return formatSize(value as Bytes);
    if (unit === "MODE") return value.toString(8);
  }
  if (typeof value !== "object" || value === null) return String(value);
  if ("name" in value && "value" in value) return `${value.name}=${value.value}`;
  const isAddress = "kind" in value && (value.kind === "tcp" || value.kind === "unix");
  return isAddress ? formatListenAddress(value as ListenAddress) : JSON.stringify(value);
}
