/** The path under which an app is published, e.g. `/app`; empty for the root. */

import { defineErrors, type ErrorTable } from "./errors.ts";

/** What each error of a written path is told. */
export interface BasePathErrors {
  BASE_PATH_INVALID: { text: string };
}

/** What can be wrong with a written path. */
export const basePathErrors: ErrorTable<BasePathErrors> = defineErrors<BasePathErrors>({
  BASE_PATH_INVALID: {
    message: ({ text }) => `expected a path such as /app, got ${JSON.stringify(text)}`,
    hint: () => "Write segments of letters, digits, - . _ and ~, with a slash before each one.",
    exitCode: 2,
  },
});

/** Only what has one spelling in a URL, so that it can be compared as it stands. */
const path = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/;

/** Whether text is such a path; neither the root nor a slash at the end. */
export function isBasePath(text: string): boolean {
  return path.test(text);
}

/** Reads `/app`, `/app/` (the same) or `/` (the root, empty); throws `BASE_PATH_INVALID`. */
export function parseBasePath(text: string): string {
  const trimmed = text.trim().replace(/\/$/, "");
  if (trimmed === "" || isBasePath(trimmed)) return trimmed;
  throw basePathErrors.fail.BASE_PATH_INVALID({ text });
}
