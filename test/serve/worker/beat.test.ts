import { expect, test } from "vitest";
import type { RunningServer, ServerActivity } from "../../../src/serve/engines/index.ts";
import { openFromWorker } from "../../../src/serve/supervisor/from-worker.ts";
import { seal } from "../../../src/serve/channel/index.ts";
import { toBeat } from "../../../src/serve/worker/beat.ts";

/** The beat as it comes to a master, of a server that says this. */
function heard(activity: () => unknown): unknown {
  const server: Pick<RunningServer, "activity"> = { activity: activity as () => ServerActivity };
  const envelope: unknown = JSON.parse(JSON.stringify(seal(toBeat(server as RunningServer, 7.5))));
  return openFromWorker(envelope);
}

test("a beat says what the server counts", () => {
  const activity = { connections: 1, inFlight: 2, requests: 3, refused: 4 };
  const oldest = { route: "GET /", age: 5 };
  expect(heard(() => ({ ...activity, oldest }))).toEqual({
    kind: "beat",
    connections: 1,
    inFlight: 2,
    requests: 3,
    refused: 4,
    memory: 7,
    oldest,
  });
});

test.each<[string, () => unknown]>([
  ["nothing", () => ({})],
  ["what is no number", () => ({ connections: "many", inFlight: Number.NaN, requests: -1 })],
  ["what is without end", () => ({ connections: 1 / 0, oldest: { route: "x".repeat(9_999) } })],
  [
    "nothing and throws",
    () => {
      throw new Error("uncountable");
    },
  ],
])("a beat is heard of a server that says %s", (_what, activity) => {
  expect(heard(activity)).toMatchObject({ kind: "beat", memory: 7 });
});
