/** What is written from the declarations of options: the reference, and the schema of the configuration file. */
import { createJsonSchema, formatReference, settingsTable } from "../../src/config/index.ts";

/** Each file by its path, with its text. */
export function formatOptionPages(): Readonly<Record<string, string>> {
  const schema = JSON.stringify(createJsonSchema(settingsTable), undefined, 2);
  return { "docs/options.md": formatReference(), "docs/config.schema.json": `${schema}\n` };
}
