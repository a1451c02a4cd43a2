/** The entry of a worker process: wires the process to a worker's life. Started by the master only. */

import { millis, systemClock } from "../../core/index.ts";
import { openToWorker, seal } from "../channel/index.ts";
import { WorkerLife } from "./life.ts";

// Taken before the app is there, which may hide it from libraries: without a beat the worker would count as hung.
const sendToMaster = process.send?.bind(process);

const life = new WorkerLife({
  clock: systemClock,
  folder: process.cwd(),
  send: (message) =>
    new Promise((resolve) => {
      if (sendToMaster === undefined || !process.connected) return resolve();
      sendToMaster(seal(message), undefined, undefined, () => resolve());
    }),
  report: (text) => void process.stderr.write(`${text}\n`),
  usage: () => {
    const { user, system } = process.cpuUsage();
    return { memory: process.memoryUsage.rss(), cpuTime: (user + system) / 1_000 };
  },
  exit: (code) => void flushOutput().then(() => process.exit(code)),
});

/** What the app has printed is on its way to the master; a process that exits takes what is not written with it. */
async function flushOutput(): Promise<void> {
  const streams = [process.stdout, process.stderr];
  const written = streams.map(
    (stream) => new Promise<void>((done) => stream.write("", () => done())),
  );
  await Promise.race([Promise.all(written), systemClock.sleep(millis(500))]);
}

// The terminal's signals reach the whole process group; only the master commands a worker.
// USR1 comes with log rotation; unheard, it would open Node's inspector.
const ignored = ["SIGINT", "SIGQUIT", "SIGHUP", "SIGWINCH", "SIGUSR1"] as const;
for (const name of ignored) process.on(name, () => {});
process.on("SIGTERM", () => life.terminate());
process.once("exit", () => life.end());
process.on("message", (envelope) => {
  const message = openToWorker(envelope);
  if (message !== undefined) life.hear(message);
});
process.once("disconnect", () => life.orphan());
// A master that was killed leaves pipes that nobody reads.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
