/** A folder with everything around it that nobody may reach through it. Each file holds its own real path. */

import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";

/** Where it is. */
export interface HostileFolder {
  /** What is served. */
  readonly root: string;
  remove(): void;
}

const inside = [
  "a.txt",
  "docs/b.txt",
  "docs/index.html",
  "docs/deep/c.txt",
  "%2e%2e/odd.txt",
  ".git/config",
  ".env",
];
const outside = [
  "secret.txt",
  "root-sibling/secret.txt",
  "rootfile",
  "other/deep/secret.txt",
  "..secret/x",
];

/** Makes the folder, links that lead out and around, and a pipe. */
export function createHostileFolder(): HostileFolder {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "landfall-hostile-")));
  const root = join(top, "root");
  for (const path of inside) write(join(root, path));
  for (const path of outside) write(join(top, path));
  symlinkSync("../secret.txt", join(root, "out-file"));
  symlinkSync("../other", join(root, "out-folder"));
  symlinkSync(top, join(root, "out-absolute"));
  symlinkSync("/proc/self", join(root, "out-proc"));
  symlinkSync("../../root-sibling/secret.txt", join(root, "docs", "out-sibling"));
  symlinkSync("docs/b.txt", join(root, "in-file"));
  symlinkSync("docs", join(root, "in-folder"));
  symlinkSync("loop-b", join(root, "loop-a"));
  symlinkSync("loop-a", join(root, "loop-b"));
  symlinkSync("nowhere", join(root, "dangling"));
  execFileSync("mkfifo", [join(root, "pipe")]);
  return { root, remove: () => rmSync(top, { recursive: true, force: true }) };
}

/**
 * What a path may give at most, found in another way than the room finds it: the URL standard's parser, one decoding, and
 * the real path of what that names.
 */
export function resolveIndependently(
  root: string,
  path: string,
  prefix: string,
): string | undefined {
  try {
    const { pathname } = new URL(`http://localhost${path}`);
    if (!pathname.startsWith(prefix)) return undefined;
    const below = pathname.slice(prefix.length).replace(/^(?:_v\/[\w-]{16}|_\d+\.\d+\.\d+)\//, "");
    const real = realpathSync(resolve(root, `./${decodeURIComponent(below)}`));
    const file = statSync(real).isDirectory() ? realpathSync(join(real, "index.html")) : real;
    return file.startsWith(root + sep) && statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

const up = [
  "..",
  "%2e%2e",
  "%2E.",
  ".%2e",
  "%252e%252e",
  "%c0%ae%c0%ae",
  "%e0%80%ae",
  "%uff0e%uff0e",
  "．．",
  "%ef%bc%8e%ef%bc%8e",
  "...",
  "....",
  "..;",
  "..%00",
  "%00..",
  "..%20",
  "..%0a",
  "..%09",
  ". .",
  "%5c..",
  "..%5c",
  "..\\",
];
const slashes = [
  ...Array.from({ length: 15 }, () => "/"),
  "/",
  "//",
  "\\",
  "%2f",
  "%2F",
  "%5c",
  "%255c",
  "%252f",
  "/./",
  "/%2e/",
  ";/",
  "/?/",
  "%c0%af",
  "∕",
  "⧸",
];
const names = [
  "a.txt",
  "docs",
  "docs/b.txt",
  "b.txt",
  "secret.txt",
  "root",
  "root-sibling",
  "rootfile",
  "other",
  "deep",
  "out-file",
  "out-folder",
  "out-absolute",
  "out-proc",
  "docs/out-sibling",
  "in-file",
  "in-folder",
  "loop-a",
  "dangling",
  "pipe",
  ".git",
  "config",
  ".env",
  "etc/passwd",
  "proc/self/environ",
  "environ",
  "root/a.txt",
  "c:",
  "C:%5Cwindows",
  "CON",
  "~",
  "~root",
  "file:",
  "%2e%2e/odd.txt",
  "%252e%252e/odd.txt",
  "odd.txt",
  "_v/AAAAAAAAAAAAAAAA",
  "_1.2.3",
  "%",
  "%zz",
  "%00",
  "a.txt%00",
  "a.txt%20",
  "a.txt.",
  "a.txt::$DATA",
  "\u202e",
  "%ff",
  "",
  "x".repeat(300),
  "index.html",
];
const starts = [
  ...Array.from({ length: 6 }, () => "/static/"),
  "/static/",
  "/static",
  "/static//",
  "/static/%2f",
  "//static/",
  "/",
  "/static/_v/AAAAAAAAAAAAAAAA/",
  "/static/_1.2.3/",
  "/./static/",
  "/x/../static/",
  "/STATIC/",
];

/** Paths to try, the same ones in each run. */
export function* hostilePaths(count: number): Generator<string, void> {
  let state = 20_111;
  const pick = (choices: readonly string[]): string => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return choices[(state >> 8) % choices.length] as string;
  };
  const lengths = ["0", "0", "1", "1", "2", "3", "4", "6"];
  for (let index = 0; index < count; index += 1) {
    const steps = Array.from({ length: Number(pick(lengths)) }, () =>
      pick([...up, ...names]).concat(pick(slashes)),
    );
    yield (
      pick(starts) +
        steps.join("") +
        pick([...names, ...names, ...names, ...up]) +
        pick(["", "", "", "/", "?x", "?/../"])
    );
  }
}

function write(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, file);
}
