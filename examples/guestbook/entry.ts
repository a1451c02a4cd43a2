/** What a visitor may write: the shape of an entry, its limits, and what to say when they are not kept. */

/** The two things a visitor writes. */
export interface Draft {
  readonly name: string;
  readonly message: string;
}

/** A draft that has been written into the book. */
export interface Entry extends Draft {
  readonly id: number;
  /** ISO 8601, UTC. */
  readonly writtenAt: string;
}

/** What is wrong with a draft, field by field. */
export type Complaints = Partial<Record<keyof Draft, string>>;

/** A draft that may be stored, or one that goes back to its author with the reasons. */
export type Verdict =
  | { readonly kind: "valid"; readonly draft: Draft }
  | { readonly kind: "invalid"; readonly draft: Draft; readonly complaints: Complaints };

/** The longest name and message, counted as browsers count `maxlength`. */
export const limits: Readonly<Record<keyof Draft, number>> = { name: 40, message: 500 };

/** Judges whatever a form or a JSON body brought. */
export function judge(input: Readonly<Record<string, unknown>>): Verdict {
  const draft: Draft = {
    name: tidy(input["name"]).replaceAll(/\s+/g, " "),
    message: tidy(input["message"]),
  };
  const complaints: Complaints = {};
  if (!isVisible(draft.name)) complaints.name = "Please tell us your name.";
  if (!isVisible(draft.message)) complaints.message = "Please write a message.";
  if (draft.name.length > limits.name) complaints.name = tooLong("name", draft);
  if (draft.message.length > limits.message) complaints.message = tooLong("message", draft);
  return Object.keys(complaints).length === 0
    ? { kind: "valid", draft }
    : { kind: "invalid", draft, complaints };
}

/** Control characters, and the CR of a form's CRLF, are nobody's message; nor are broken surrogates. */
function tidy(value: unknown): string {
  if (typeof value !== "string") return "";
  return value
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\n\t]/gu, "")
    .trim();
}

function isVisible(text: string): boolean {
  return /[^\s\p{C}]/u.test(text);
}

function tooLong(field: keyof Draft, draft: Draft): string {
  return `Please keep the ${field} to ${limits[field]} characters: this is ${draft[field].length}.`;
}
