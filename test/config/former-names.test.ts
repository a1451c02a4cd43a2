import { expect, test } from "vitest";
import { loadTable, type NameBook } from "../../src/config/index.ts";
import { integerSchema, type OptionTable } from "../../src/core/options.ts";
import { createFolder, type ProjectCall, toCall } from "./project.ts";

const table: OptionTable<{ workers: number }> = {
  workers: {
    schema: integerSchema(1, 99),
    default: 1,
    summary: "How many.",
    argument: "N",
    environment: ["WEB_CONCURRENCY"],
    formerly: ["processes", "numProcs"],
  },
};

const book: NameBook = {
  table,
  retired: { threads: "Workers are processes: use workers." },
  internal: [],
};

const load = (call: ProjectCall) =>
  loadTable(table, toCall(createFolder(call.files ?? {}), call), book);

test.each([
  [
    { flags: { processes: "5" } },
    "--processes is an old name and will go away: it is called --workers now",
  ],
  [
    { flags: { param: ["numProcs=5"] } },
    "-C numProcs is an old name and will go away: it is called workers now",
  ],
  [{ env: { LANDFALL_PROCESSES: "5" } }, "LANDFALL_PROCESSES is an old name"],
  [{ files: { ".env": "\nLANDFALL_NUM_PROCS=5" } }, ".env:2 LANDFALL_NUM_PROCS is an old name"],
  [
    { files: { "landfall.config.json": '{"processes":5}' } },
    "landfall.config.json:1 processes is an old name",
  ],
])(
  "a name of former versions still works, and the warning says the new one: %j",
  async (call, warning) => {
    const { settings, problems, warnings } = await load(call);
    expect(problems).toEqual([]);
    expect(settings.workers).toBe(5);
    expect(warnings).toEqual([expect.stringContaining(warning)]);
  },
);

test("the new name beats the old one in the same source, without a warning", async () => {
  const { settings, warnings } = await load({ flags: { processes: "5", workers: "6" } });
  expect([settings.workers, warnings]).toEqual([6, []]);
});

test("an old name does not take over the conventional variables of the new one", async () => {
  const { settings, warnings } = await load({ env: { WEB_CONCURRENCY: "4" } });
  expect([settings.workers, warnings]).toEqual([4, []]);
});

test.each([
  [{ flags: { param: ["threads=5"] } }, '-C: there is no setting "threads"'],
  [{ env: { LANDFALL_THREADS: "5" } }, "environment: there is no setting LANDFALL_THREADS"],
  [
    { files: { "landfall.config.json": '{"threads":5}' } },
    'landfall.config.json:1: there is no setting "threads"',
  ],
])("a name that is gone for good is refused with its cure: %j", async (call, message) => {
  const { problems } = await load(call);
  expect(problems).toMatchObject([{ message, hint: "Workers are processes: use workers." }]);
});
