/** `npm run bench -- reload [--seconds 60] [--tcp] [--unix] [--json]`: the long form of the reload proof; exits 1 on any loss. */

import { parseArgs } from "node:util";

import { formatListenAddress } from "../../src/core/index.ts";
import { LandfallProcess } from "./landfall-process.ts";
import { prove } from "./prove.ts";
import { formatReport, toReport, type Report } from "./report.ts";
import { toSubject } from "./subject.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    tcp: { type: "boolean", default: false },
    unix: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

const both = values.tcp === values.unix;
const reports: Report[] = [];
if (both || values.tcp) reports.push(await measure(() => ["127.0.0.1:0"]));
if (both || values.unix) reports.push(await measure((folder) => [`unix:${folder}/app.sock`]));

const text = values.json
  ? JSON.stringify(reports, undefined, 2)
  : reports.map(formatReport).join("\n\n");
process.stdout.write(`${text}\n`);
process.exitCode = reports.some(({ charges }) => charges.length > 0) ? 1 : 0;

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
