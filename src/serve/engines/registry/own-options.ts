/** Reads `--server-option name=value` with the chosen adapter's own reader. */

import { LandfallError, toMessage } from "../../../core/index.ts";
import type { ServerAdapter } from "../contract.ts";
import { engineErrors } from "../errors.ts";
import type { GivenOption } from "../options.ts";

/** What the adapter makes of them; undefined for one without options. Throws `SERVER_OPTION_UNKNOWN`, `SERVER_OPTION_INVALID`. */
export function readOwnOptions(
  { name: server, options }: Pick<ServerAdapter, "name" | "options">,
  given: readonly GivenOption[],
): unknown {
  const known = Object.keys(options?.known ?? {});
  const stranger = given.find(({ name }) => !known.includes(name));
  if (stranger !== undefined) {
    throw engineErrors.fail.SERVER_OPTION_UNKNOWN({ server, name: stranger.name, known });
  }
  const twice = given.find(({ name }, index) => given.findIndex((o) => o.name === name) < index);
  if (twice !== undefined) {
    const message = `${JSON.stringify(twice.name)} is given twice`;
    throw engineErrors.fail.SERVER_OPTION_INVALID({ server, message });
  }
  try {
    return options?.parse(Object.fromEntries(given.map(({ name, value }) => [name, value])));
  } catch (error) {
    if (error instanceof LandfallError) throw error;
    throw engineErrors.fail.SERVER_OPTION_INVALID({ server, message: toMessage(error) }, error);
  }
}
