/**
 * The control groups that this process is in, version 1 and 2, as the places to read their limits; see cgroups(7) and
 * proc_pid_mountinfo(5). A limit holds for everything below it, so the smallest one on the way to the root counts.
 */

import { posix } from "node:path";

/** One group: its folder, and how its files are called. */
export interface CgroupFolder {
  readonly version: 1 | 2;
  readonly path: string;
}

/** The groups whose limits apply, for each of the two resources. */
export interface CgroupPlaces {
  readonly cpu: readonly CgroupFolder[];
  readonly memory: readonly CgroupFolder[];
}

/** The contents of `/proc/self/cgroup` and `/proc/self/mountinfo`. */
export interface CgroupTables {
  readonly cgroup: string;
  readonly mountinfo: string;
}

/** Where to look. A machine without control groups has no places. */
export function planCgroupPlaces(tables: CgroupTables): CgroupPlaces {
  const mounts = parseMounts(tables.mountinfo);
  const memberships = parseMemberships(tables.cgroup);
  const find = (controller: "cpu" | "memory"): readonly CgroupFolder[] =>
    mounts
      .filter((mount) => mount.controllers === undefined || mount.controllers.includes(controller))
      .flatMap((mount) => {
        const key = mount.controllers === undefined ? "" : controller;
        const group = memberships.find(({ controllers }) => controllers.includes(key))?.path;
        if (group === undefined) return [];
        const version = mount.controllers === undefined ? 2 : 1;
        return listFolders(mount, group).map((path) => ({ version, path }) as const);
      });
  return { cpu: find("cpu"), memory: find("memory") };
}

interface Mount {
  /** The part of the hierarchy that is mounted: `/`, or a container's own group. */
  readonly root: string;
  readonly at: string;
  /** Absent for version 2, where every controller lives in one hierarchy. */
  readonly controllers: readonly string[] | undefined;
}

function parseMounts(mountinfo: string): readonly Mount[] {
  return mountinfo.split("\n").flatMap((line): readonly Mount[] => {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , root, at] = before.split(" ");
    const [type, , options = ""] = after.split(" ");
    if (root === undefined || at === undefined) return [];
    const place = { root: unescape(root), at: unescape(at) };
    if (type === "cgroup2") return [{ ...place, controllers: undefined }];
    return type === "cgroup" ? [{ ...place, controllers: options.split(",") }] : [];
  });
}

/** The kernel writes blanks in paths as octal numbers. */
function unescape(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 8)),
  );
}

function parseMemberships(
  cgroup: string,
): readonly { readonly controllers: readonly string[]; readonly path: string }[] {
  return cgroup.split("\n").flatMap((line) => {
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    return match === null ? [] : [{ controllers: match[1]!.split(","), path: match[2]! }];
  });
}

/** The group's folder and those above it, as far as they are mounted. */
function listFolders({ root, at }: Mount, group: string): readonly string[] {
  const below = posix.relative(root, group);
  // A group outside of what is mounted is seen from a namespace of its own; what is mounted is ours then.
  const isInside = below !== ".." && !below.startsWith("../");
  const steps = isInside && below !== "" ? below.split("/") : [];
  return [...steps.keys(), steps.length]
    .toReversed()
    .map((depth) => posix.join(at, ...steps.slice(0, depth)));
}
