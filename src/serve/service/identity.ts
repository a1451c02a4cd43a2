/** Who the server is once its sockets are bound: `--user` and `--group`, with the user's supplementary groups. */

import { spawnSync } from "node:child_process";
import { chownSync, lstatSync } from "node:fs";
import { toMessage } from "../../core/index.ts";
import { serviceErrors } from "./errors.ts";

/** What was asked for; empty for nobody else than now. */
export interface IdentityRequest {
  /** A name or a number. */
  readonly user: string;
  readonly group: string;
}

/** Whom to become. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  /** The name, whose supplementary groups are taken too; absent for a number that nobody bears. */
  readonly name: string | undefined;
}

/** Looks the names up; undefined if we are to stay who we are. Throws what is in the way. */
export function resolveIdentity({ user, group }: IdentityRequest): Identity | undefined {
  if (user === "" && group === "") return undefined;
  const [ownUser, ownGroup] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const account = user === "" ? { uid: ownUser, gid: ownGroup, name: undefined } : findUser(user);
  const gid = group === "" ? (account.gid ?? needGroup(user)) : findGroup(group, ownUser === 0);
  if (account.uid === ownUser && gid === ownGroup) return undefined;
  if (ownUser !== 0 || gid === undefined)
    throw serviceErrors.fail.IDENTITY_NOT_PERMITTED({ user, group });
  return { uid: account.uid, gid, name: account.name };
}

/** Gives files to the identity; what is not there needs no owner. Links are left alone. */
export function giveTo({ uid, gid }: Identity, paths: readonly string[]): void {
  for (const path of paths) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found !== undefined && !found.isSymbolicLink()) chownSync(path, uid, gid);
  }
}

/** Becomes the identity for good. The order matters: once the user is given up, groups cannot be changed. */
export function assumeIdentity({ uid, gid, name }: Identity): void {
  try {
    if (name !== undefined) (process as unknown as GroupInitializer).initgroups(name, gid);
    else process.setgroups?.([gid]);
    process.setgid?.(gid);
    process.setuid?.(uid);
  } catch (error) {
    const reason = toMessage(error);
    throw serviceErrors.fail.IDENTITY_REFUSED({ uid, gid, reason }, error);
  }
}

/** Node has it on every POSIX system; its types forget it. */
interface GroupInitializer {
  initgroups(user: string, group: number): void;
}

/** `id` asks every source of accounts that the system knows. */
function findUser(user: string): {
  uid: number;
  gid: number | undefined;
  name: string | undefined;
} {
  const uid = askId("-u", user);
  if (uid !== undefined) return { uid, gid: askId("-g", user), name: user };
  if (/^\d{1,10}$/.test(user)) return { uid: Number(user), gid: undefined, name: undefined };
  throw serviceErrors.fail.USER_UNKNOWN({ user });
}

function askId(what: "-u" | "-g", user: string): number | undefined {
  if (user.startsWith("-")) return undefined;
  const { status, stdout } = spawnSync("id", [what, user], { encoding: "utf8" });
  return status === 0 && /^\d+$/.test(stdout.trim()) ? Number(stdout) : undefined;
}

function needGroup(user: string): never {
  throw serviceErrors.fail.GROUP_NEEDED({ user });
}

/** The system's own look-up, which Node shows only by becoming the group, for an instant. */
function findGroup(group: string, isRoot: boolean): number | undefined {
  if (/^\d{1,10}$/.test(group)) return Number(group);
  const own = process.getegid?.() ?? 0;
  try {
    process.setegid?.(group);
    return process.getegid?.();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_UNKNOWN_CREDENTIAL" && !isRoot)
      return undefined;
    throw serviceErrors.fail.GROUP_UNKNOWN({ group }, error);
  } finally {
    process.setegid?.(own);
  }
}
