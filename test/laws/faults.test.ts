import { describe, expect, it } from "vitest";
import { runLaw, serverLaw } from "../../src/laws/index.ts";
import { abortFaults, connectionFaults } from "./faults/connections.ts";
import { answerFaults } from "./faults/answers.ts";
import { bodyFaults } from "./faults/bodies.ts";
import { contextFaults, requestFaults } from "./faults/requests.ts";
import { expectationFaults, parserFaults } from "./faults/parsers.ts";
import { failureFaults, streamFaults } from "./faults/streams.ts";
import { plant } from "./faults/plant.ts";
import { brokenIds, reasonsOf } from "./verdicts.ts";

const faults = [
  ...requestFaults,
  ...answerFaults,
  ...bodyFaults,
  ...streamFaults,
  ...failureFaults,
  ...connectionFaults,
  ...abortFaults,
  ...parserFaults,
  ...expectationFaults,
  ...contextFaults,
];

describe.concurrent("the server law catches", { timeout: 30_000 }, () => {
  it.each(faults)("a server that $name, by $breaks and nothing else", async (fault) => {
    const verdicts = await runLaw(serverLaw, plant(fault), { concurrency: 16 });
    const expected = serverLaw.promises.filter(({ id }) => fault.breaks.includes(id));
    expect(brokenIds(verdicts), reasonsOf(verdicts)).toEqual(expected.map(({ id }) => id));
  });
});
