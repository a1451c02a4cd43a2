/** Which hosts are ours: names, and `*.example.com` for every name below one. */

import { guardErrors } from "./errors.ts";

/** Tells by the host name of a URL. */
export type HostTest = (hostname: string) => boolean;

/** Makes the test once for all requests; throws `GUARD_HOST_INVALID`. */
export function createHostTest(hosts: readonly string[] | "any"): HostTest {
  if (hosts === "any") return () => true;
  const wild = hosts.filter((host) => host.startsWith("*."));
  const names = new Set(hosts.filter((host) => !host.startsWith("*.")).map(toName));
  const endings = wild.map((host) => `.${toName(host.slice(2))}`);
  return (hostname) => {
    const name = withoutDot(hostname);
    return names.has(name) || endings.some((ending) => name.endsWith(ending));
  };
}

/** As URLs write it: lower case, other scripts in punycode. */
function toName(host: string): string {
  const url = URL.parse(`https://${host}`);
  if (url === null || !/^[^/?#@*\\:\s]+$|^\[[\da-f:.]+\]$/i.test(host))
    throw guardErrors.fail.GUARD_HOST_INVALID({ host });
  return withoutDot(url.hostname);
}

/** The root's dot at the end of a name changes nothing. */
function withoutDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}
