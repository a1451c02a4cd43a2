import { beforeAll, describe, expect, it } from "vitest";
import { runLaw, serverLaw, serverSubject, type Verdict } from "../../src/laws/index.ts";
import { millis } from "../../src/core/index.ts";
import { node } from "../../src/serve/engines/index.ts";
import { denoFailures, honoFailures, type KnownFailures, srvxFailures } from "./controls/known.ts";
import { type ControlOutcome, runControl } from "./controls/run.ts";
import { type Column, renderPage } from "./page.ts";
import { brokenIds, reasonsOf } from "./verdicts.ts";

const controls: readonly (readonly [string, KnownFailures])[] = [
  ["@hono/node-server", honoFailures],
  ["srvx", srvxFailures],
  ["Deno.serve", denoFailures],
];

function excuses(verdicts: readonly Verdict[]): Record<string, string> {
  return Object.fromEntries(
    verdicts.flatMap((verdict) =>
      verdict.kind === "skipped" ? [[verdict.promise, `excused: ${verdict.reason}`]] : [],
    ),
  );
}

describe("servers that are not ours", { timeout: 60_000 }, () => {
  const outcomes = new Map<string, Promise<ControlOutcome>>();
  beforeAll(() => controls.forEach(([name]) => outcomes.set(name, runControl(name))));

  it.each(controls)("%s keeps the law but for what is known", async (name, known) => {
    const { verdicts = [] } = (await outcomes.get(name)) ?? {};
    expect(brokenIds(verdicts).toSorted(), reasonsOf(verdicts)).toEqual(
      Object.keys(known).toSorted(),
    );
  });

  it("the page of the law says who keeps what", async () => {
    const subject = serverSubject(node, { lingerTimeout: millis(600) });
    const verdicts = await runLaw(serverLaw, subject, { concurrency: 16 });
    expect(brokenIds(verdicts)).toEqual([]);
    const columns: Column[] = [{ name: "engine node", reasons: excuses(verdicts) }];
    for (const [name, known] of controls) {
      const outcome = await outcomes.get(name);
      columns.push({ name, reasons: { ...known, ...excuses(outcome?.verdicts ?? []) } });
    }
    await expect(renderPage(columns)).toMatchFileSnapshot("../../docs/server-law.md");
  });
});
