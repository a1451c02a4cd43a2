import { expect, test } from "vitest";
import { planCgroupPlaces } from "../../../src/serve/machine/cgroup.ts";
import { readCgroupLimits } from "../../../src/serve/machine/limits.ts";

/** What a process sees of its groups. */
interface Layout {
  readonly cgroup: readonly string[];
  readonly mounts: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly limits: { readonly processors?: number; readonly memory?: number };
}

const version2 = "31 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate";

function version1(controllers: string, root = "/"): string {
  const at = `/sys/fs/cgroup/${controllers}`;
  return `33 32 0:30 ${root} ${at} rw,nosuid - cgroup cgroup rw,${controllers}`;
}

const mb = 1_024 ** 2;

const layouts: Readonly<Record<string, Layout>> = {
  "a machine without control groups": { cgroup: [], mounts: [], files: {}, limits: {} },
  "systemd's service on version 2": {
    cgroup: ["0::/system.slice/app.service"],
    mounts: [version2],
    files: {
      "/sys/fs/cgroup/system.slice/app.service/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/system.slice/app.service/memory.max": `${512 * mb}\n`,
      "/sys/fs/cgroup/system.slice/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/system.slice/memory.max": "max\n",
    },
    limits: { processors: 1.5, memory: 512 * mb },
  },
  "a slice above that is tighter than the service": {
    cgroup: ["0::/customers.slice/customers-7.slice/app.service"],
    mounts: [version2],
    files: {
      "/sys/fs/cgroup/customers.slice/customers-7.slice/app.service/cpu.max": "400000 100000",
      "/sys/fs/cgroup/customers.slice/customers-7.slice/app.service/memory.max": "max",
      "/sys/fs/cgroup/customers.slice/customers-7.slice/memory.max": `${900 * mb}`,
      "/sys/fs/cgroup/customers.slice/cpu.max": "200000 100000",
      "/sys/fs/cgroup/customers.slice/memory.max": `${256 * mb}`,
    },
    limits: { processors: 2, memory: 256 * mb },
  },
  "memory.high below memory.max": {
    cgroup: ["0::/app"],
    mounts: [version2],
    files: {
      "/sys/fs/cgroup/app/memory.max": `${512 * mb}`,
      "/sys/fs/cgroup/app/memory.high": `${400 * mb}`,
    },
    limits: { memory: 400 * mb },
  },
  "a container on version 2 with a namespace of its own": {
    cgroup: ["0::/"],
    mounts: ["31 23 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw"],
    files: {
      "/sys/fs/cgroup/cpu.max": "50000 100000",
      "/sys/fs/cgroup/memory.max": `${128 * mb}`,
    },
    limits: { processors: 0.5, memory: 128 * mb },
  },
  "a container whose group lies outside of what it sees": {
    cgroup: ["0::/../../system.slice/docker-1.scope"],
    mounts: [version2],
    files: { "/sys/fs/cgroup/memory.max": `${128 * mb}` },
    limits: { memory: 128 * mb },
  },
  "Docker on version 1, where the host's path is the root of the mount": {
    cgroup: ["4:memory:/docker/0a1b", "3:cpu,cpuacct:/docker/0a1b", "1:name=systemd:/docker/0a1b"],
    mounts: [version1("memory", "/docker/0a1b"), version1("cpu,cpuacct", "/docker/0a1b")],
    files: {
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${300 * mb}`,
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "250000",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000",
    },
    limits: { processors: 2.5, memory: 300 * mb },
  },
  "version 1 without limits": {
    cgroup: ["4:memory:/", "3:cpu,cpuacct:/"],
    mounts: [version1("memory"), version1("cpu,cpuacct")],
    files: {
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000",
    },
    limits: {},
  },
  "version 1 with a limit on the way": {
    cgroup: ["4:memory:/a/b/c"],
    mounts: [version1("memory")],
    files: {
      "/sys/fs/cgroup/memory/a/b/c/memory.limit_in_bytes": "9223372036854771712",
      "/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": `${64 * mb}`,
      "/sys/fs/cgroup/memory/a/memory.limit_in_bytes": `${640 * mb}`,
    },
    limits: { memory: 64 * mb },
  },
  "both versions at once, with the controllers in version 1": {
    cgroup: ["4:memory:/app", "1:name=systemd:/", "0::/"],
    mounts: [
      version1("memory"),
      "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
    ],
    files: { "/sys/fs/cgroup/memory/app/memory.limit_in_bytes": `${100 * mb}` },
    limits: { memory: 100 * mb },
  },
  "a blank in the path": {
    cgroup: ["0::/my app"],
    mounts: ["31 23 0:26 / /sys/fs/my\\040cgroup rw shared:9 - cgroup2 cgroup2 rw"],
    files: { "/sys/fs/my cgroup/my app/memory.max": `${100 * mb}` },
    limits: { memory: 100 * mb },
  },
  "files that say nothing sensible": {
    cgroup: ["0::/app", "nonsense", "::"],
    mounts: [version2, "nonsense", " - cgroup2"],
    files: {
      "/sys/fs/cgroup/app/cpu.max": "many 0",
      "/sys/fs/cgroup/app/memory.max": "",
      "/sys/fs/cgroup/cpu.max": "100000",
      "/sys/fs/cgroup/memory.max": "-5",
    },
    limits: {},
  },
};

test.each(Object.entries(layouts))("[B1] %s: the smallest limit counts", (_, layout) => {
  const { cgroup, mounts, files, limits } = layout;
  const tables = { cgroup: cgroup.join("\n"), mountinfo: mounts.join("\n") };
  const found = readCgroupLimits(planCgroupPlaces(tables), (path) => files[path]);
  expect(found).toEqual({ processors: undefined, memory: undefined, ...limits });
});
