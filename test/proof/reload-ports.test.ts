/** The reload proof with a port for each worker, short form: each port has its own worker, and loses nothing. */

import { describe, expect, it } from "vitest";

import { proveLossless } from "./lossless.ts";
import { createStage } from "./stage.ts";

const stage = createStage();

describe("reloading without pause under load", () => {
  it("[B5] loses no request on any port when each worker has its own", async () => {
    const flags = ["--ports", "0,0"];
    const server = await stage.serve({ listen: () => [], addresses: 2, flags });
    expect(server.addresses).toHaveLength(2);
    await proveLossless(server);
  }, 70_000);
});
