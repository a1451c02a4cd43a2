/** `landfall assets list`: what is served, under which URL, with which siblings. */

import type { AssetFacts } from "../../../serve/static/index.ts";
import { formatTable } from "../../table.ts";
import { type Command, defineCommand, jsonFlag } from "../contract.ts";
import { folderArgument, folderTable, loadFolders, openFolders } from "./folders.ts";

/** Prints one line per file. */
export const list: Command<"list"> = defineCommand({
  name: "list",
  summary: "List the files that are served, with their URLs and compressed siblings.",
  argument: folderArgument,
  settings: folderTable,
  flags: [jsonFlag],
  run: async (call) => {
    const { listAssets } = await import("../../../serve/static/index.ts");
    const opened = await openFolders(await loadFolders(call));
    const facts = (await Promise.all(opened.map(listAssets))).flat();
    if (call.flags["json"] === true) call.terminal.out(JSON.stringify({ files: facts }));
    else call.terminal.out(formatTable([["url", "bytes", "siblings"], ...facts.map(toCells)]));
    return 0;
  },
});

function toCells({ url, size, siblings }: AssetFacts): readonly string[] {
  const coded = Object.entries(siblings).map(([coding, length]) => `${coding} ${length}`);
  return [url, String(size), coded.join(", ") || "-"];
}
