/** Debian's Python with its packages, and the environment in which it finds the programs of `programs/`. */

import { join } from "node:path";

import type { ListenAddress } from "../../../src/core/index.ts";
import type { Need, Place, VersionSource } from "../contract.ts";
import { listenEnvironment } from "./node-program.ts";

/** Debian's own Python; another one in PATH has not its packages. */
export const python: string = "/usr/bin/python3";

/** A module that Debian's Python must be able to import. */
export function pythonModule(name: string, debian: string): Need {
  return { kind: "program", name, probe: [python, "-c", `import ${name}`], package: debian };
}

/** The version of a Debian package. */
export function debianVersion(name: string): VersionSource {
  return { kind: "command", argv: ["dpkg-query", "--show", "--showformat=${Version}", name] };
}

/** Finds `programs/`, and leaves no compiled files there. */
export function pythonEnvironment(place: Place): Readonly<Record<string, string>> {
  return {
    ...listenEnvironment(place),
    PYTHONPATH: join(import.meta.dirname, "../programs"),
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

/** `HOST:PORT`, or `unix:PATH` with the prefix that the server wants. */
export function bindAddress(target: ListenAddress, prefix: string): string {
  return target.kind === "unix" ? `${prefix}${target.path}` : `127.0.0.1:${target.port}`;
}
