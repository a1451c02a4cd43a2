/** The reload proof on a socket that somebody else has bound, short form. */

import { expect, it } from "vitest";
import { prove, shortForm } from "../../bench/reload/prove.ts";
import { formatReport, toReport } from "../../bench/reload/report.ts";
import { toSubject } from "../../bench/reload/subject.ts";
import { millis, systemClock } from "../../src/core/index.ts";
import { bindAll } from "../../src/serve/sockets/index.ts";
import { createStage } from "./stage.ts";

const stage = createStage();

it("[B6] reloading without pause loses no request on a socket that was handed over", async () => {
  const options = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
  const [socket] = await bindAll([{ kind: "tcp", host: "127.0.0.1", port: 0 }], options);
  const server = await stage.serve({ listen: () => ["fd:0"], input: socket!.fd });
  expect(server.address).toEqual(socket!.address);
  const proof = await prove(toSubject(server, server.address), shortForm);
  const { exitCode } = await server.endedBy("SIGTERM");
  const report = toReport("on a handed-over socket", proof);
  expect(report.charges, formatReport(report)).toEqual([]);
  expect(report.reloads).toBeGreaterThanOrEqual(shortForm.minimumReloads);
  expect(exitCode).toBe(0);
  socket!.close();
}, 70_000);
