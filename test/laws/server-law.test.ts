import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ListenAddress, millis } from "../../src/core/index.ts";
import { runLaw, serverLaw, serverSubject, type Verdict } from "../../src/laws/index.ts";
import { node, type ServerAdapter } from "../../src/serve/engines/index.ts";
import { buffersStreams } from "./faults/buffers-streams.ts";
import { closesAfterPost } from "./faults/closes-after-post.ts";
import { cutsOnDrain } from "./faults/cuts-on-drain.ts";
import { dropsQuery } from "./faults/drops-query.ts";
import { dropsSetCookie } from "./faults/drops-set-cookie.ts";
import { forgetsHead } from "./faults/forgets-head.ts";
import { mistakesClient } from "./faults/mistakes-client.ts";
import { overwritesFields } from "./faults/overwrites-fields.ts";
import { shortensBody } from "./faults/shortens-body.ts";
import { swallowsThrow } from "./faults/swallows-throw.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "landfall-law-"));
});
afterAll(() => rm(folder, { recursive: true }));

const lingerTimeout = millis(600);

function broken(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap((verdict) =>
    verdict.kind === "broken" ? [`${verdict.promise}: ${verdict.reason}`] : [],
  );
}

const places: readonly (readonly [string, () => ListenAddress])[] = [
  ["127.0.0.1", () => ({ kind: "tcp", host: "127.0.0.1", port: 0 })],
  ["::1", () => ({ kind: "tcp", host: "::1", port: 0 })],
  ["a unix socket", () => ({ kind: "unix", path: join(folder, "law.sock") })],
];

const faults: readonly (readonly [ServerAdapter, string])[] = [
  [dropsQuery, "get"],
  [shortensBody, "post-body"],
  [forgetsHead, "head"],
  [overwritesFields, "header-in"],
  [dropsSetCookie, "header-out"],
  [buffersStreams, "stream"],
  [swallowsThrow, "throw"],
  [closesAfterPost, "keep-alive"],
  [cutsOnDrain, "drain"],
  [mistakesClient, "client-address"],
];

describe.concurrent("the server law", { timeout: 30_000 }, () => {
  it.each(places)("is kept by engine node on %s", async (_name, listen) => {
    const verdicts = await runLaw(
      serverLaw,
      serverSubject(node, { listen: listen(), lingerTimeout }),
    );
    expect(broken(verdicts)).toEqual([]);
    expect(verdicts).toHaveLength(10);
  });

  it.each(faults.map(([adapter, promise]) => ({ name: adapter.name, promise, adapter })))(
    "catches the adapter that $name by the promise $promise alone",
    async ({ promise, adapter }) => {
      const reasons = broken(await runLaw(serverLaw, serverSubject(adapter, { lingerTimeout })));
      expect(
        reasons.map((reason) => reason.split(":")[0]),
        reasons.join("\n"),
      ).toEqual([promise]);
    },
  );

  it("has a planted fault for each of its promises", () => {
    expect(faults.map(([, promise]) => promise)).toEqual(serverLaw.promises.map(({ id }) => id));
  });
});
