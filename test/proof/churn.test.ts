/** Workers that come and go under load, short form; the long ones are `npm run bench -- reload --churn NAME`. */

import { expect, it } from "vitest";

import { churn, churns } from "../../bench/reload/churn.ts";
import { createStage } from "./stage.ts";

const stage = createStage();

it.each(churns)(
  "[B6] no request is lost when workers come and go by $name, with reloads in between",
  async (one) => {
    const server = await stage.serve({ flags: one.flags });
    const load = await stage.load(server);
    const subject = { server, tally: load.tally, stop: load.stop };
    const report = await churn(one, subject, { duration: 5_000, workers: 6 });
    expect(report.charges).toEqual([]);
    expect(report.workers).toBeGreaterThanOrEqual(6);
    expect(report.reloads).toBeGreaterThanOrEqual(2);
    const reason = {
      "max-requests": "requests, replacing",
      "max-memory": "memory, replacing",
      usr2: "upgraded: process",
    };
    const said = (reason as Record<string, string>)[one.name] ?? "workers became";
    expect(server.log).toContain(said);
    expect(server.log).not.toContain("is killed");
    expect((await server.endedBy("SIGTERM")).exitCode).toBe(0);
  },
  60_000,
);
