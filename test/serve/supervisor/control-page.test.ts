/** docs/control.md against the schemas: every example is understood whole, and nothing is left out. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  controlVersion,
  formatControl,
  parseControlReply,
  parseControlRequest,
  replySchema,
  requestSchema,
} from "../../../src/serve/supervisor/control-protocol.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/control.md"), "utf8");

const examples = [...page.matchAll(/^```json (request|reply)\n(.*?)^```/gms)].map(
  ([, side, text]) => ({ side, value: JSON.parse(text!) as Record<string, unknown> }),
);

test.each(examples)(
  "the example of a $side, $value.kind, is understood whole",
  ({ side, value }) => {
    const line = JSON.stringify(value);
    const parsed = side === "request" ? parseControlRequest(line) : parseControlReply(line);
    if (parsed.kind === "misunderstood") throw new Error(parsed.reason);
    expect(JSON.parse(formatControl(parsed))).toEqual(value);
  },
);

interface Shape {
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
}

/** Every name of a member, and every word that a member may have. */
function vocabulary(shape: Shape): string[] {
  const { properties = {}, items, anyOf = [], oneOf = [] } = shape;
  const inside = [...Object.values(properties), ...anyOf, ...oneOf, ...(items ? [items] : [])];
  const words = [shape.const, ...(shape.enum ?? [])].filter((word) => typeof word === "string");
  return [...Object.keys(properties), ...words, ...inside.flatMap(vocabulary)];
}

describe.each([
  ["request", requestSchema],
  ["reply", replySchema],
])("of a %s the page has", (side, schema) => {
  const shape = z.toJSONSchema(schema, { io: "input" }) as Shape;

  test.each([...new Set(vocabulary(shape))])("%s", (word) => {
    const isShown = page.includes(`"${word}"`) || page.includes(`\`${word}\``);
    expect(isShown).toBe(true);
  });

  test("an example of each kind", () => {
    const kinds = (shape.oneOf ?? shape.anyOf ?? []).map((one) => one.properties?.["kind"]?.const);
    const shown = examples.filter((example) => example.side === side).map(({ value }) => value);
    expect(new Set(shown.map(({ kind }) => kind))).toEqual(new Set(kinds));
  });
});

test("the page says which version it is", () => {
  expect(page).toContain(`This page is version ${controlVersion}.`);
});
