/** Installs Debian packages for the tests, while a policy keeps them from starting any service. */
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { missingPrograms, planProvision, programs } from "./programs.js";
import { say, stop } from "./project.js";
import { runStep } from "./run-step.js";

const policy = "/usr/sbin/policy-rc.d";
const aside = `${policy}.before-landfall`;

/** Brings in what tests need, or says what is missing; ends the script where that is a failure. */
export function provision() {
  const plan = planProvision(missingPrograms(programs), thisMachine());
  if (plan.kind === "nothing") return;
  if (plan.kind === "install") return installPackages(plan.packages);
  for (const line of plan.lines) say(line);
  if (plan.kind === "fail") stop("CI=true needs every program", "install what is named above", 1);
  say("the tests that need them are skipped");
}

/** @param {readonly string[]} packages */
function installPackages(packages) {
  say(`installing for the tests, starting no service: ${packages.join(" ")} (apt-get)`);
  const ok = withoutServices(
    () =>
      aptGet(["update", "-q"]) &&
      aptGet(["install", "-q", "-y", "--no-install-recommends", ...packages]),
  );
  const still = missingPrograms(programs).map(({ name }) => name);
  if (ok && still.length === 0) return;
  const what = still.length === 0 ? packages : still;
  stop(`could not install ${what.join(", ")}`, "read apt-get's lines above", 1);
}

/** @param {readonly string[]} args */
function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return runStep("apt-get", args, { env, stdio: ["ignore", 2, 2] }) === 0;
}

/**
 * Debian asks policy-rc.d before it starts a package's service; 101 means no.
 * @param {() => boolean} work
 */
function withoutServices(work) {
  if (existsSync(policy)) renameSync(policy, aside);
  try {
    writeFileSync(policy, "#!/bin/sh\nexit 101\n");
    chmodSync(policy, 0o755);
    return work();
  } finally {
    rmSync(policy, { force: true });
    if (existsSync(aside)) renameSync(aside, policy);
  }
}

/** @returns {import("./programs.js").Machine} */
function thisMachine() {
  return {
    isRoot: process.getuid?.() === 0,
    isDebian: existsSync("/etc/debian_version") && existsSync("/usr/bin/apt-get"),
    isCi: process.env.CI === "true",
  };
}
