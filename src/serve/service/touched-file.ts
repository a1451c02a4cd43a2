/** Reload by touching a file: looked at rather than watched, so that it may be absent, replaced, or on a network. */

import { statSync } from "node:fs";
import { type Clock, type Millis, millis } from "../../core/index.ts";

/** How often the file is looked at. */
const interval: Millis = millis(300);

/** Calls `onTouched` once a file has changed and then kept still for a moment; the returned function stops looking. */
export function watchTouches(
  paths: readonly string[],
  clock: Clock,
  onTouched: (path: string) => void,
): () => void {
  const releases = paths.map((path) => watchTouch(path, clock, () => onTouched(path)));
  return () => releases.forEach((release) => release());
}

function watchTouch(path: string, clock: Clock, onTouched: () => void): () => void {
  let known = signatureOf(path);
  let pending = false;
  const look = () => {
    const seen = signatureOf(path);
    // Ten touches in a row are one wish; a file that was removed wishes for nothing.
    if (seen !== known) pending = seen !== undefined;
    else if (pending) {
      pending = false;
      onTouched();
    }
    known = seen;
    cancel = clock.after(interval, look);
  };
  let cancel = clock.after(interval, look);
  return () => cancel();
}

function signatureOf(path: string): string | undefined {
  try {
    const { mtimeMs, ctimeMs, ino } = statSync(path);
    return `${mtimeMs} ${ctimeMs} ${ino}`;
  } catch {
    return undefined;
  }
}
