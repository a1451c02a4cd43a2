/** Secrets: settings hold references to them, `env:NAME` or `file:PATH`; what they lead to is revealed only where it is used. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineErrors, type ErrorTable, toMessage } from "./errors.ts";

/** A reference as it stands in settings: JSON, and harmless to print. */
export type SecretReference = `env:${string}` | `file:${string}`;

/** What each error of a secret is told. */
export interface SecretErrors {
  SECRET_WRITTEN_OUT: object;
  SECRET_MISSING: { reference: string; reason: string };
}

/** What can be wrong with a secret; none of these messages ever holds one. */
export const secretErrors: ErrorTable<SecretErrors> = defineErrors<SecretErrors>({
  SECRET_WRITTEN_OUT: {
    message: () => "expected env:NAME or file:PATH, got something else, which is not shown",
    hint: () =>
      "A secret never stands in settings: put it into a variable or a file, and name that.",
    exitCode: 2,
  },
  SECRET_MISSING: {
    message: ({ reference, reason }) => `the secret ${reference} cannot be read: ${reason}`,
    hint: () => "Set the variable, or write the file so that the server's user can read it.",
    exitCode: 1,
  },
});

/** Reads a reference; throws `SECRET_WRITTEN_OUT`, without the text, which may be the secret itself. */
export function parseSecretReference(text: string): SecretReference {
  if (/^env:[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return text as SecretReference;
  if (/^file:[^\0]+$/.test(text)) return text as SecretReference;
  throw secretErrors.fail.SECRET_WRITTEN_OUT({});
}

/** A secret in memory: whatever prints it prints `[secret]`; `reveal()` is the one way to its text. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }
}

/** Where references lead to. */
export interface SecretPlace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Follows a reference; a line break at the end of a file is not part of the secret. Throws `SECRET_MISSING`. */
export function readSecret(reference: SecretReference, { folder, env }: SecretPlace): Secret {
  const name = reference.slice(reference.indexOf(":") + 1);
  if (reference.startsWith("env:")) {
    const text = env[name];
    if (text !== undefined && text !== "") return new Secret(text);
    throw secretErrors.fail.SECRET_MISSING({ reference, reason: "the variable is not set" });
  }
  try {
    return new Secret(readFileSync(resolve(folder, name), "utf8").replace(/\r?\n$/, ""));
  } catch (error) {
    throw secretErrors.fail.SECRET_MISSING({ reference, reason: toMessage(error) }, error);
  }
}
