/** node:cluster as its manual shows it; HUP replaces the workers one by one, the new one first. */

import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { createServer } from "node:http";

import { listenOptions, workers } from "./listen.ts";
import { listener } from "./node-listener.ts";

/** After this long a worker that still has connections is killed, in milliseconds. */
const patience = 2_000;

if (cluster.isPrimary) supervise();
else serve();

function serve(): void {
  const server = createServer(listener).listen(listenOptions);
  process.on("message", () => server.close());
}

function supervise(): void {
  for (let count = 0; count < workers; count += 1) cluster.fork();
  process.on("SIGHUP", () => void replaceAll(Object.values(cluster.workers ?? {})));
}

async function replaceAll(old: readonly (Worker | undefined)[]): Promise<void> {
  for (const worker of old) {
    await once(cluster.fork(), "listening");
    if (worker === undefined) continue;
    worker.send("shutdown");
    worker.disconnect();
    setTimeout(() => worker.process.kill("SIGKILL"), patience);
  }
}
