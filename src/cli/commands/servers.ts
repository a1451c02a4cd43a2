/** `landfall servers`: the server adapters, whether each can run in this project, and why not. */

import { realpathSync } from "node:fs";
import type { ServerFacts, ServerListing } from "../../serve/engines/index.ts";
import { type Command, defineCommand, jsonFlag } from "./contract.ts";
import { formatTable } from "../table.ts";

/** Prints every server adapter and which one `auto` takes. */
export const servers: Command<"servers"> = defineCommand({
  name: "servers",
  summary: "List the server adapters: what each is for, whether it can run here, and why not.",
  settings: {},
  flags: [jsonFlag],
  epilogue:
    "A server of your own is not in the list: landfall serve --server ./file.ts#name loads it from the project.",
  run: async ({ terminal, folder, flags }) => {
    // Loaded here, because every other command does without it.
    const { listServers } = await import("../../serve/engines/index.ts");
    const listing = await listServers(realpathSync(folder));
    terminal.out(flags["json"] === true ? JSON.stringify(listing) : formatListing(listing));
    return 0;
  },
});

const columns = ["server", "available", "package", "accepts", "what it is for"];

function formatListing({ servers: all, auto }: ServerListing): string {
  const choice =
    auto === undefined
      ? "auto finds none that can run here"
      : `auto takes ${auto.server} for a fetch handler: ${auto.reason}`;
  return [formatTable([columns, ...all.map(toCells)]), "", choice].join("\n");
}

function toCells({ name, available, obstacle, package: needed, accepts, summary }: ServerFacts) {
  const state = needed?.installed === true ? "installed" : "missing";
  return [
    name,
    available ? "yes" : `no: ${obstacle}`,
    needed === undefined ? "-" : `${needed.name}, ${state}`,
    accepts.join(", "),
    summary,
  ];
}
