/**
 * `npm run bench -- reload [--seconds 60] [--tcp] [--unix] [--churn NAME] [--json]`: the long form of the reload proof, or
 * of workers that come and go for another reason (`max-requests`, `max-memory`, `scale`, `usr2`); exits 1 on any loss.
 */

import { parseArgs } from "node:util";

import { formatListenAddress } from "../../src/core/index.ts";
import { churn, churns } from "./churn.ts";
import { LandfallProcess } from "./landfall-process.ts";
import { startLoad } from "./load.ts";
import { prove } from "./prove.ts";
import { formatReport, toReport, type Report } from "./report.ts";
import { toSubject } from "./subject.ts";
import { Tally } from "./tally.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    tcp: { type: "boolean", default: false },
    unix: { type: "boolean", default: false },
    churn: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const isGood =
  values.churn === undefined ? await measureReloads() : await measureChurn(values.churn);
process.exitCode = isGood ? 0 : 1;

async function measureReloads(): Promise<boolean> {
  const both = values.tcp === values.unix;
  const reports: Report[] = [];
  if (both || values.tcp) reports.push(await measure(() => ["127.0.0.1:0"]));
  if (both || values.unix) reports.push(await measure((folder) => [`unix:${folder}/app.sock`]));
  const text = values.json
    ? JSON.stringify(reports, undefined, 2)
    : reports.map(formatReport).join("\n\n");
  process.stdout.write(`${text}\n`);
  return reports.every(({ charges }) => charges.length === 0);
}

async function measureChurn(name: string): Promise<boolean> {
  const chosen = churns.find((one) => one.name === name);
  if (chosen === undefined)
    throw new Error(`--churn is ${churns.map((one) => one.name).join(", ")}`);
  const listen = (): string[] => ["127.0.0.1:0"];
  await using server = await LandfallProcess.start({ listen, flags: chosen.flags });
  const tally = new Tally();
  const { stop } = startLoad(server.address, tally);
  const plan = { duration: Number(values.seconds) * 1_000, workers: 6 };
  const report = await churn(chosen, { server, tally, stop }, plan);
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  return report.charges.length === 0;
}

async function measure(listen: (folder: string) => string[]): Promise<Report> {
  await using server = await LandfallProcess.start({ listen });
  const leave = (): void => void server[Symbol.asyncDispose]().finally(() => process.exit(130));
  process.once("SIGINT", leave).once("SIGTERM", leave);
  const milliseconds = Number(values.seconds) * 1_000;
  const proof = await prove(toSubject(server, server.address), {
    quiet: milliseconds / 6,
    reloading: (milliseconds * 5) / 6,
    minimumReloads: 1,
  });
  const { exitCode } = await server.endedBy("SIGTERM");
  if (exitCode !== 0) throw new Error(`serve exited ${exitCode} after TERM:\n${server.log}`);
  return toReport(formatListenAddress(server.address), proof);
}
