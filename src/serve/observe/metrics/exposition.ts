/** The Prometheus text format (version 0.0.4), written by prom-client; loaded where metrics are wanted only. */

import type { MetricFamily } from "./families.ts";

/** The media type of what is written. */
export const expositionType = "text/plain; version=0.0.4; charset=utf-8";

/** Writes families as the text that Prometheus reads. */
export async function formatExposition(families: readonly MetricFamily[]): Promise<string> {
  const { AggregatorRegistry } = await loadClient();
  const metrics = families.map(({ definition: { name, help, type }, samples }) => {
    return { name, help, type, aggregator: "first", values: samples };
  });
  return AggregatorRegistry.aggregate([metrics]).metrics();
}

async function loadClient(): Promise<typeof import("prom-client")> {
  const loaded = await import("prom-client");
  return loaded.default ?? loaded;
}
