/** The app's name on the command line: `FILE`, `FILE#name`, `FILE#make()`, a package, or nothing (row A9). */

/** Which export of the module is the app; `call` for `#make()`. */
export interface ExportSelection {
  readonly name: string;
  readonly call: boolean;
}

/** An app's name, read but not yet looked up. */
export type AppSpecifier =
  | { readonly kind: "discover"; readonly selection: ExportSelection }
  | {
      readonly kind: "module";
      /** As it was typed; an existing file of this whole name wins, as a `#` may belong to it. */
      readonly text: string;
      /** The part before the `#`. */
      readonly target: string;
      /** `invalid`: what stands after the `#` is no export, so `text` must be a file. */
      readonly selection: ExportSelection | "invalid";
    };

/** What is taken when nothing is named. */
export const defaultSelection: ExportSelection = { name: "default", call: false };

/** Reads the app's name; whether it exists is for `loadApp` to find out. */
export function parseAppSpecifier(text: string | undefined): AppSpecifier {
  if (text === undefined || text.trim() === "") {
    return { kind: "discover", selection: defaultSelection };
  }
  const hash = text.lastIndexOf("#");
  if (hash === -1) return { kind: "module", text, target: text, selection: defaultSelection };
  const selection = parseSelection(text.slice(hash + 1));
  if (hash === 0 && selection !== "invalid") return { kind: "discover", selection };
  return { kind: "module", text, target: text.slice(0, hash), selection };
}

function parseSelection(fragment: string): ExportSelection | "invalid" {
  const match = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)(\(\))?$/u.exec(fragment);
  if (match?.[1] === undefined) return "invalid";
  return { name: match[1], call: match[2] !== undefined };
}
