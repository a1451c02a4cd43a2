/** How a successor of the master is started: the same command once more, as it was typed, so that what was replaced on the disk counts. */

import { existsSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { Surroundings } from "../serve/supervisor/index.ts";
import {
  type SuccessorCommand,
  successionVariable,
  successionVersion,
} from "../serve/succession/index.ts";
import { findProgram } from "./find-program.ts";
import { tieToParent } from "./worker-command.ts";

/** The call that started this process. */
export interface Invocation extends Surroundings {
  /** Where the folder led when it was typed. */
  readonly realFolder: string;
  /** Node, its flags, our main and its arguments. */
  readonly commandLine: readonly string[];
  /** How many of Node's flags there are. */
  readonly nodeFlags: number;
  /** Node as it was typed: a name or a path. */
  readonly typedNode: string;
}

/** The command, with names and links followed anew. */
export function planSuccessor(invocation: Invocation): SuccessorCommand {
  const { folder, env, commandLine, nodeFlags } = invocation;
  const main = 1 + nodeFlags;
  const args = commandLine.slice(1).map((word, index) => {
    return index + 1 === main ? retype(word, invocation) : word;
  });
  const searchPath = env["PATH"] ?? "";
  const command = tieToParent({ file: findNode(invocation), args }, searchPath);
  const own = { PWD: folder, [successionVariable]: String(successionVersion) };
  return { ...command, cwd: folder, env: { ...env, ...own } };
}

/** Node shows its main by the real working folder; whoever typed a path in `current` means the one that it leads to now. */
function retype(path: string, { folder, realFolder }: Invocation): string {
  if (!path.startsWith(realFolder + sep)) return path;
  return join(resolve(folder), relative(realFolder, path));
}

/** A name is looked up again; where it leads nowhere any more, it is the binary that runs. */
function findNode({ folder, env, commandLine, typedNode }: Invocation): string {
  const [running = typedNode] = commandLine;
  if (!typedNode.includes(sep)) return findProgram(typedNode, env["PATH"] ?? "") ?? running;
  const typed = resolve(folder, typedNode);
  return existsSync(typed) ? typed : running;
}
