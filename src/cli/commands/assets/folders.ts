/** Which folders of files a command is about: the one that is named, or those that `serve` would serve. */

import { loadTable, nameBook, type OptionTable, settingsTable } from "../../../config/index.ts";
import type { StaticFiles, StaticFolder } from "../../../serve/static/index.ts";
import { sourceTable, toConfigCall } from "../../config.ts";
import type { Call, Command } from "../contract.ts";

interface FolderSettings {
  readonly static: readonly StaticFolder[];
  readonly basePath: string;
}

const ownTable: OptionTable<FolderSettings> = {
  static: settingsTable.static,
  basePath: settingsTable.basePath,
};

/** The settings that these commands obey, and where they may stand. */
export const folderTable: Command["settings"] = { ...ownTable, ...sourceTable };

/** The positional argument of these commands. */
export const folderArgument: NonNullable<Command["argument"]> = {
  name: "[folder]",
  summary: "as for --static; by default every folder that serve would serve",
};

/** Folders, and what URLs of their files begin with. */
export interface Folders {
  readonly cwd: string;
  readonly basePath: string;
  readonly folders: readonly StaticFolder[];
}

/** Finds them; throws `ASSETS_FOLDER_UNNAMED` when there are none, and what is wrong with settings. */
export async function loadFolders(call: Call): Promise<Folders> {
  const named = call.argument === undefined ? {} : { static: [call.argument] };
  const source = toConfigCall({ ...call, flags: { ...call.flags, ...named } });
  const { settings, folder, problems } = await loadTable(ownTable, source, nameBook);
  const [problem] = problems;
  if (problem !== undefined) throw problem;
  const { static: folders, basePath } = settings;
  const { staticErrors } = await import("../../../serve/static/index.ts");
  if (folders.length === 0) throw staticErrors.fail.ASSETS_FOLDER_UNNAMED({});
  return { cwd: folder, basePath, folders };
}

/** Opens them as `serve` would, in the order in which they were named. */
export async function openFolders({
  cwd,
  basePath,
  folders,
}: Folders): Promise<readonly StaticFiles[]> {
  const { openStaticFolders } = await import("../../../serve/static/index.ts");
  return folders.flatMap((folder) => openStaticFolders([folder], { cwd, basePath }).asked);
}
