/** `landfall assets manifest`: URLs with versions by path, for tools that cannot ask us (row F2). */

import { resolve } from "node:path";
import type { AssetManifest } from "../../../serve/static/index.ts";
import { type Command, defineCommand } from "../contract.ts";
import { folderArgument, folderTable, loadFolders, openFolders } from "./folders.ts";

/** Prints JSON, or writes it into a file. */
export const manifest: Command<"manifest"> = defineCommand({
  name: "manifest",
  summary: "Print the files' URLs with their versions as JSON.",
  argument: folderArgument,
  settings: folderTable,
  flags: [{ flag: "--out <file>", summary: "Write it there, at once or not at all." }],
  run: async (call) => {
    const { createManifest, saveManifest } = await import("../../../serve/static/index.ts");
    const { terminal, flags, folder } = call;
    const opened = await openFolders(await loadFolders(call));
    // The first folder that has a path is the one that assetUrl speaks of.
    const all = (await Promise.all(opened.map(createManifest))).toReversed();
    const joined: AssetManifest = Object.assign({}, ...all);
    const out = flags["out"];
    if (typeof out !== "string") terminal.out(JSON.stringify(joined, undefined, 2));
    else await saveManifest(joined, resolve(folder, out));
    return 0;
  },
});
