/** The programs that tests start beside Landfall, and how a missing one is brought in or reported. */
import { spawnSync } from "node:child_process";

/**
 * @typedef {{
 *   readonly name: string,
 *   readonly probe: readonly string[],
 *   readonly package: string,
 *   readonly purpose: string,
 * }} Program
 * @typedef {{ readonly isRoot: boolean, readonly isDebian: boolean, readonly isCi: boolean }} Machine
 * @typedef {{ readonly kind: "nothing" }
 *   | { readonly kind: "install", readonly packages: readonly string[] }
 *   | { readonly kind: "warn" | "fail", readonly lines: readonly string[] }} Provision
 */

/**
 * One row per program: a command that succeeds where it is installed, and its Debian package.
 * @type {readonly Program[]}
 */
export const programs = [
  {
    name: "setpriv",
    probe: ["setpriv", "--version"],
    package: "util-linux",
    purpose: "workers that die with their master",
  },
  {
    name: "script",
    probe: ["script", "--version"],
    package: "bsdutils",
    purpose: "tests on a terminal",
  },
  {
    name: "logrotate",
    probe: ["logrotate", "--version"],
    package: "logrotate",
    purpose: "no line of the access log is lost in a rotation",
  },
  {
    name: "systemd-socket-activate",
    probe: ["systemd-socket-activate", "--version"],
    package: "systemd",
    purpose: "sockets that are handed over",
  },
  {
    name: "systemd-notify",
    probe: ["systemd-notify", "--version"],
    package: "systemd",
    purpose: "what a service manager is told",
  },
  {
    name: "python3",
    probe: ["python3", "--version"],
    package: "python3",
    purpose: "a service manager that listens",
  },
  {
    name: "supervisord",
    probe: ["supervisord", "--version"],
    package: "supervisor",
    purpose: "running under supervisord",
  },
  {
    name: "runsv",
    // It has no option that does nothing; without an argument it says how it is used, and exits 1.
    probe: ["sh", "-c", "command -v runsv"],
    package: "runit",
    purpose: "running under runit",
  },
  {
    name: "tini",
    probe: ["tini", "--version"],
    package: "tini",
    purpose: "running under tini",
  },
  {
    name: "taskset",
    probe: ["taskset", "--version"],
    package: "util-linux",
    purpose: "workers with processors of their own",
  },
  {
    name: "prlimit",
    probe: ["prlimit", "--version"],
    package: "util-linux",
    purpose: "workers and masters under limits",
  },
  {
    name: "unshare",
    probe: ["unshare", "--version"],
    package: "util-linux",
    purpose: "a disk that is full, in a world of its own",
  },
  {
    name: "git",
    probe: ["git", "--version"],
    package: "git",
    purpose: "tests on a fresh clone",
  },
  {
    name: "nginx",
    probe: ["/usr/sbin/nginx", "-v"],
    package: "nginx-light",
    purpose: "comparing static files with nginx",
  },
  {
    name: "apache2",
    probe: ["/usr/sbin/apache2", "-v"],
    package: "apache2-bin",
    purpose: "comparing static files with Apache",
  },
  {
    name: "chromium",
    probe: ["chromium", "--version"],
    package: "chromium",
    purpose: "what browsers keep of a site",
  },
];

/**
 * The programs whose probe fails.
 * @param {readonly Program[]} table
 * @returns {Program[]}
 */
export function missingPrograms(table) {
  return table.filter(({ probe: [program, ...args] }) => {
    return spawnSync(/** @type {string} */ (program), args, { stdio: "ignore" }).status !== 0;
  });
}

/**
 * Decides what to do about missing programs: install as root on Debian, else fail in CI, else warn.
 * @param {readonly Program[]} missing
 * @param {Machine} machine
 * @returns {Provision}
 */
export function planProvision(missing, machine) {
  if (missing.length === 0) return { kind: "nothing" };
  if (machine.isRoot && machine.isDebian) {
    return { kind: "install", packages: [...new Set(missing.map((program) => program.package))] };
  }
  const lines = missing.map(
    ({ name, package: debian, purpose }) => `${name} is missing (Debian: ${debian}): ${purpose}`,
  );
  return { kind: machine.isCi ? "fail" : "warn", lines };
}
