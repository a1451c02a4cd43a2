/** Takes the app out of its module and recognises its shape. */

import { appErrors } from "./errors.ts";
import { appShapes, findShape } from "./shapes/registry.ts";
import type { AppShape } from "./shapes/contract.ts";
import type { ExportSelection } from "./specifier.ts";
import { describeValue, type Namespace, takeExport } from "./take-export.ts";

/** An app's value with the shape that it has. */
export interface PickedExport {
  readonly value: unknown;
  readonly shape: AppShape;
  /** For the log: `the default export of app.ts is a Hono app`. */
  readonly reason: string;
}

/** Picks from the module that `entry` names; throws `APP_EXPORT_MISSING`, `APP_SHAPE_UNKNOWN`, or what `make()` throws. */
export async function pickExport(
  module: Namespace,
  selection: ExportSelection,
  entry: string,
): Promise<PickedExport> {
  const { value, subject, verb } = await takeExport(module, selection, {
    entry,
    advice: "Export the app: export default app",
    matches: (candidate) => findShape(candidate) !== undefined,
    refuse: notAnApp,
  });
  return recogniseApp(value, { subject, verb });
}

/** The shape of a value that is called so in messages; throws `APP_SHAPE_UNKNOWN`. */
export function recogniseApp(
  value: unknown,
  { subject, verb }: { readonly subject: string; readonly verb: string },
): PickedExport {
  const shape = findShape(value);
  if (shape !== undefined) return { value, shape, reason: `${subject} ${verb} ${shape.noun}` };
  const advice = appShapes.map(({ advise }) => advise?.(value)).find((text) => text !== undefined);
  throw notAnApp(value, subject, advice);
}

function notAnApp(value: unknown, subject: string, advice: string | undefined): Error {
  const accepted = appShapes.map(({ summary }) => summary);
  const found = describeValue(value);
  return appErrors.fail.APP_SHAPE_UNKNOWN({ subject, found, accepted, advice });
}
