/** What the tests of the admin address share. */

import http from "node:http";
import { onTestFinished } from "vitest";
import {
  countersOf,
  type ReadMetrics,
  readPrometheus,
} from "../serve/observe/metrics/prometheus-text.ts";
import { type CommandCall, get, type LandfallProcess, serve } from "./landfall-process.ts";

/** A server with its admin address. */
export interface Administered {
  readonly master: LandfallProcess;
  readonly url: string;
  readonly admin: string;
}

/** Serves with an admin address on a free port. */
export async function administer(
  cwd: string,
  args: readonly string[],
  call: Partial<CommandCall> = {},
): Promise<Administered> {
  const listening = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
  const master = await serve(cwd, ["app.mjs", ...listening, ...args], call);
  const admin = (await master.says(/admin address (http:\S+)/))[1]!;
  return { master, url: await master.url(), admin };
}

/** The metrics as they are. */
export async function scrape(admin: string): Promise<ReadMetrics> {
  return readPrometheus(await get(`${admin}metrics`));
}

/** Status and body of an answer. */
export function ask(url: string, options: http.RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false, ...options }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve(`${response.statusCode} ${body.trim()}`));
      response.on("error", reject);
    });
    request.on("error", reject);
  });
}

/** Scrapes again and again, and notes every counter that was lower than before, or gone. */
export function watchCounters(admin: string): {
  readonly faults: string[];
  stop(): Promise<number>;
} {
  const faults: string[] = [];
  let before: ReadonlyMap<string, number> = new Map();
  let scrapes = 0;
  let isOver = false;
  const watch = async (): Promise<void> => {
    while (!isOver) {
      const now = countersOf(await scrape(admin));
      for (const [key, value] of before) {
        if (!((now.get(key) ?? -1) >= value)) faults.push(`${key}: ${value} → ${now.get(key)}`);
      }
      before = now;
      scrapes += 1;
    }
  };
  const watching = watch();
  const stop = async (): Promise<number> => {
    isOver = true;
    await watching;
    return scrapes;
  };
  onTestFinished(() => void stop().catch(() => {}));
  return { faults, stop };
}
