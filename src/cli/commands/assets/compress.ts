/** `landfall assets compress`: compressed siblings of files, up to date (rows F10, F11). */

import type { AssetsReport } from "../../../serve/static/index.ts";
import { createProgress } from "../../progress.ts";
import { type Call, type Command, defineCommand, jsonFlag } from "../contract.ts";
import { folderArgument, folderTable, type Folders, loadFolders } from "./folders.ts";

/** Exit code 1 if a file could not be compressed. */
export const compress: Command<"compress"> = defineCommand({
  name: "compress",
  summary: "Write app.js.br, app.js.zst and app.js.gz beside app.js, where they save something.",
  argument: folderArgument,
  settings: folderTable,
  flags: [
    { flag: "--dry-run", summary: "Only say what would be done." },
    { flag: "--watch", summary: "Go on, and do it again whenever a file changes." },
    jsonFlag,
  ],
  epilogue:
    "The content of files decides, not their times. Siblings that hold something else are written anew, those that save\nnothing are removed, and so are those whose file is gone if a former run has made them.",
  run: async (call) => {
    const folders = await loadFolders(call);
    const isWatching = call.flags["watch"] === true;
    const { watchFolder } = await import("../../../serve/static/index.ts");
    // From before the first run on, so that nothing is missed.
    const watches = folders.folders.map(
      ({ folder }) => isWatching && watchFolder(folder, folders.cwd),
    );
    const isGood = await compressAll(call, folders);
    if (!isWatching) return isGood ? 0 : 1;
    call.terminal.err("landfall: watching for changes");
    const watched = watches.map(async (changes) => {
      for await (const _ of changes || []) await compressAll(call, folders, "quiet");
    });
    await Promise.all(watched);
    return 0;
  },
});

/** `quiet` says only what has changed. */
async function compressAll(
  call: Call,
  { cwd, folders }: Folders,
  manner?: "quiet",
): Promise<boolean> {
  const { compressAssets } = await import("../../../serve/static/index.ts");
  const { terminal, flags } = call;
  const dryRun = flags["dryRun"] === true;
  const reports: AssetsReport[] = [];
  for (const { folder } of folders) {
    const progress =
      manner === "quiet" ? undefined : createProgress(terminal, `compressing ${folder}`);
    reports.push(
      await compressAssets(folder, { cwd, dryRun, ...(progress && { onProgress: progress.show }) }),
    );
    progress?.end();
  }
  if (manner === "quiet" && !reports.some(isNews)) return true;
  if (flags["json"] === true) terminal.out(JSON.stringify({ dryRun, folders: reports }));
  for (const report of reports) {
    for (const { path, reason } of report.failures) {
      terminal.err(`landfall: ${JSON.stringify(path)}: ${reason}`);
    }
    if (flags["json"] !== true) terminal.out(formatReport(report, dryRun));
  }
  return reports.every(({ failures }) => failures.length === 0);
}

function isNews({ siblings, orphans, failures }: AssetsReport): boolean {
  const changes = siblings.filter(({ kind }) => kind === "written" || kind === "removed");
  return changes.length + orphans.length + failures.length > 0;
}

function formatReport(report: AssetsReport, dryRun: boolean): string {
  const { folder, files, siblings, orphans } = report;
  const would = dryRun ? "would be " : "";
  const changes = siblings.filter(({ kind }) => kind === "written" || kind === "removed");
  const lines = changes.map(({ kind, path, size, coded }) => {
    const sizes = coded === undefined ? "saves nothing" : `${size} → ${coded} bytes`;
    return `${would}${kind} ${toPrintable(path)} (${sizes})`;
  });
  const gone = orphans.map((path) => `${would}removed ${toPrintable(path)} (its file is gone)`);
  const count = (kind: string): number => siblings.filter((one) => one.kind === kind).length;
  const removed = count("removed") + orphans.length;
  const sum = `${folder}: ${files} files that compress; siblings: ${count("written")} ${would}written, ${count("kept")} kept, ${removed} ${would}removed`;
  return [...lines, ...gone, sum].join("\n");
}

/** A name may hold anything, also what moves a terminal's cursor. */
function toPrintable(path: string): string {
  return /[\p{C}"\\]/u.test(path) ? JSON.stringify(path) : path;
}
