/** The reload proof, short form; the long one is `npm run bench -- reload`. */

import { describe, expect, it } from "vitest";

import { LandfallProcess } from "../../bench/reload/landfall-process.ts";
import { prove, shortForm } from "../../bench/reload/prove.ts";
import { formatReport, toReport } from "../../bench/reload/report.ts";
import { toSubject } from "../../bench/reload/subject.ts";
import { createStage } from "./stage.ts";

const stage = createStage();

describe("reloading without pause under load", () => {
  it("[B6] loses no request on TCP, with clients that straddle each switch", async () => {
    await proveLossless(await stage.serve());
  }, 70_000);

  it("[B6] loses no request on a unix socket, with clients that straddle each switch", async () => {
    await proveLossless(await stage.serve({ listen: (folder) => [`unix:${folder}/app.sock`] }));
  }, 70_000);
});

async function proveLossless(server: LandfallProcess): Promise<void> {
  const proof = await prove(toSubject(server, server.address), shortForm);
  const { exitCode } = await server.endedBy("SIGTERM");
  const report = toReport("under proof", proof);
  expect(report.charges, formatReport(report)).toEqual([]);
  expect(report.reloads).toBeGreaterThanOrEqual(shortForm.minimumReloads);
  expect(exitCode).toBe(0);
}
