/**
 * Where the control socket of a project is: `.landfall/control.sock` in it. A project behind a symbolic link
 * (`current → releases/42`) and one whose path is too long for a socket use a folder of the user's own instead,
 * under a hash of the path as it was typed, so that the socket is found again after the link was turned.
 */

import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { toMessage } from "../../core/index.ts";
import { supervisorErrors } from "./errors.ts";

/** Where and in what a command was called. */
export interface Surroundings {
  /** The working folder as it was typed, so that a link in it is followed anew at each reload. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the place depends on. */
export interface ControlPlace {
  /** `--control`; empty for the default. */
  readonly control: string;
  /** The project's folder as it was typed. */
  readonly folder: string;
  /** A folder for sockets, e.g. `/run/user/1000` or the temporary folder. */
  readonly runtimeFolder: string;
  readonly userId: number;
}

/** What a call says about the place. */
export function toControlPlace({ folder, env }: Surroundings, control: string): ControlPlace {
  const runtimeFolder = env["XDG_RUNTIME_DIR"] || tmpdir();
  return { control, folder, runtimeFolder, userId: process.getuid?.() ?? 0 };
}

/** Within the 103 bytes of a socket address on macOS, 107 on Linux; the temporary name beside it is shorter. */
const longestPath = 95;

/** Where a master of this project listens. */
export function resolveControlPath(place: ControlPlace): string {
  if (place.control !== "") return resolve(place.folder, place.control);
  const local = localPath(place);
  const isLinked = realpathSync(place.folder) !== resolve(place.folder);
  return isLinked || Buffer.byteLength(local) > longestPath ? hashedPath(place) : local;
}

/** Where a master listens whose project cannot be written to. */
export function fallbackControlPath(place: ControlPlace): string {
  return hashedPath(place);
}

/** Where a client looks for a master, the likeliest place first. */
export function listControlPaths(place: ControlPlace): readonly string[] {
  if (place.control !== "") return [resolve(place.folder, place.control)];
  const hashed = hashedPath(place);
  const paths = new Set([resolveControlPath(place), localPath(place), hashed]);
  const folder = lstatSync(dirname(hashed), { throwIfNoEntry: false });
  if (folder !== undefined && !isPrivate(folder, place.userId)) paths.delete(hashed);
  return [...paths];
}

/** Makes the socket's folder, for its owner alone; refuses one that somebody else may have prepared. */
export function prepareControlFolder(path: string, place: ControlPlace): void {
  const folder = dirname(path);
  let isTrusted: boolean;
  try {
    const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A strict umask would take our own access away.
    if (made !== undefined) chmodSync(folder, 0o700);
    isTrusted =
      path === hashedPath(place)
        ? isPrivate(lstatSync(folder), place.userId)
        : [place.userId, 0].includes(statSync(folder).uid) || place.userId === 0;
  } catch (error) {
    throw supervisorErrors.fail.CONTROL_UNUSABLE({ path, reason: toMessage(error) }, error);
  }
  if (isTrusted) return;
  const reason = `${folder} belongs to another user, or others may write to it`;
  throw supervisorErrors.fail.CONTROL_UNUSABLE({ path, reason });
}

/** Everybody can guess the name of the folder in the temporary one, and be there first, also with a link. */
function isPrivate(folder: Stats, userId: number): boolean {
  return folder.isDirectory() && folder.uid === userId && (folder.mode & 0o022) === 0;
}

function localPath({ folder }: ControlPlace): string {
  return join(resolve(folder), ".landfall", "control.sock");
}

function hashedPath({ folder, runtimeFolder, userId }: ControlPlace): string {
  const hash = createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 16);
  return join(runtimeFolder, `landfall-${userId}`, `${hash}.sock`);
}
