/** The JSON Schema of a configuration file, from the option table: https://json-schema.org/draft/2020-12 */

import * as z from "zod";
import type { AnyOption } from "../core/options.ts";
import { formatDefault } from "./defaults.ts";

type Schema = Readonly<Record<string, unknown>>;

/** The schema of a file of these settings, as an editor reads it. */
export function createJsonSchema(table: Readonly<Record<string, AnyOption>>): Schema {
  const settings = Object.fromEntries(
    Object.entries(table).map(([key, definition]) => [key, toProperty(definition)]),
  );
  const section = { type: "object", properties: settings, additionalProperties: false };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Configuration of Landfall",
    type: "object",
    properties: {
      $schema: { type: "string" },
      ...settings,
      environments: {
        type: "object",
        description: "Settings of one environment each, by --environment or NODE_ENV.",
        additionalProperties: { $ref: "#/$defs/section" },
      },
    },
    additionalProperties: false,
    $defs: { section },
  };
}

function toProperty(definition: AnyOption): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(definition.schema, {
    io: "input",
    unrepresentable: "any",
  }) as Record<string, unknown>;
  const fallback = formatDefault(definition);
  const description = [
    definition.summary,
    ...(fallback === undefined ? [] : [`Default: ${fallback}.`]),
  ].join(" ");
  return { description, ...(definition.repeatable === true ? orSingle(schema) : schema) };
}

/** A list of one may be written without its brackets. */
function orSingle(schema: Schema): Schema {
  return schema["type"] === "array" ? { anyOf: [schema["items"], schema] } : schema;
}
