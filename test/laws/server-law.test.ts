import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ListenAddress, millis } from "../../src/core/index.ts";
import { runLaw, serverLaw, serverSubject } from "../../src/laws/index.ts";
import { node } from "../../src/serve/engines/index.ts";
import { throughWire } from "./faults/wire.ts";
import { brokenIds, reasonsOf } from "./verdicts.ts";

let folder: string;
let sockets = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "landfall-law-"));
});
afterAll(() => rm(folder, { recursive: true }));

const lingerTimeout = millis(600);
const concurrency = 16;

const places: readonly (readonly [string, () => ListenAddress])[] = [
  ["127.0.0.1", () => ({ kind: "tcp", host: "127.0.0.1", port: 0 })],
  ["::1", () => ({ kind: "tcp", host: "::1", port: 0 })],
  ["a unix socket", () => ({ kind: "unix", path: join(folder, `${(sockets += 1)}.sock`) })],
];

describe("the server law", { timeout: 30_000 }, () => {
  it.each(places)("[A3] [A13] [A17] is kept by engine node on %s", async (_name, listen) => {
    const subject = serverSubject(node, { listen, lingerTimeout });
    const verdicts = await runLaw(serverLaw, subject, { concurrency });
    expect(brokenIds(verdicts), reasonsOf(verdicts)).toEqual([]);
    const skipped = verdicts.filter(({ kind }) => kind === "skipped");
    expect(skipped.map(({ promise }) => promise)).toEqual(["strict-request-line"]);
  });

  it("is kept by engine node when its promises are checked one after the other", async () => {
    const verdicts = await runLaw(serverLaw, serverSubject(node, { lingerTimeout }));
    expect(brokenIds(verdicts), reasonsOf(verdicts)).toEqual([]);
  });

  it("is kept behind the relay that carries planted faults, as long as it changes nothing", async () => {
    const subject = throughWire(serverSubject(node, { lingerTimeout }), {});
    const verdicts = await runLaw(serverLaw, subject, { concurrency });
    expect(brokenIds(verdicts), reasonsOf(verdicts)).toEqual([]);
  });

  it("asks for strict framing only of those that claim it, and catches who claims it wrongly", async () => {
    const promises = serverLaw.promises.filter(({ id }) => id === "strict-request-line");
    const lenient = { ...serverSubject(node, { lingerTimeout }), lacks: {} };
    const strictLine = /^[A-Z]+ \/[^ #"<>]* HTTP\/1\.1\r\n/;
    const request = (bytes: string): string | undefined =>
      strictLine.test(bytes) ? bytes : undefined;
    const law = { name: "strict", promises };
    const [wrongly] = await runLaw(law, lenient);
    const [rightly] = await runLaw(law, throughWire(lenient, { request }));
    expect([wrongly?.kind, rightly?.kind]).toEqual(["broken", "kept"]);
  });

  it("names each promise once", () => {
    const ids = serverLaw.promises.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(id))).toEqual([]);
  });
});
