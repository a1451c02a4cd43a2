/** Reads what follows `--server`. */

import type { ServerAdapter } from "../contract.ts";
import { engineErrors } from "../errors.ts";

/** What a text means as a server's name. */
export type ServerReference =
  | { readonly kind: "auto" }
  | { readonly kind: "known"; readonly adapter: ServerAdapter }
  /** An export of the project: `./file.ts#name`, or of a package of it: `package#name`. */
  | { readonly kind: "module"; readonly specifier: string };

/** Reads the name; throws `SERVER_UNKNOWN` for what is neither in the table nor looks like a file. */
export function parseServerName(text: string, table: readonly ServerAdapter[]): ServerReference {
  if (text === "auto") return { kind: "auto" };
  const adapter = table.find(({ name }) => name === text);
  if (adapter !== undefined) return { kind: "known", adapter };
  if (/[/#]|\.[cm]?[jt]sx?$/.test(text)) return { kind: "module", specifier: text };
  const known = ["auto", ...table.map(({ name }) => name)];
  throw engineErrors.fail.SERVER_UNKNOWN({ name: text, known });
}
