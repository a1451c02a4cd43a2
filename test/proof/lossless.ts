/** The reload proof with its verdict: a server that loses anything fails the test. */

import { expect } from "vitest";

import type { LandfallProcess } from "../../bench/reload/landfall-process.ts";
import { prove, shortForm } from "../../bench/reload/prove.ts";
import { formatReport, toReport } from "../../bench/reload/report.ts";
import { toSubject } from "../../bench/reload/subject.ts";

/** Reloads the server under load on each of its addresses, ends it, and expects that nothing was lost. */
export async function proveLossless(server: LandfallProcess): Promise<void> {
  const proof = await prove(
    toSubject(server, server.address, server.addresses.slice(1)),
    shortForm,
  );
  const { exitCode } = await server.endedBy("SIGTERM");
  const report = toReport("under proof", proof);
  expect(report.charges, formatReport(report)).toEqual([]);
  expect(report.reloads).toBeGreaterThanOrEqual(shortForm.minimumReloads);
  expect(exitCode).toBe(0);
}
