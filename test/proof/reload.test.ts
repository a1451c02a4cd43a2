/** The reload proof on TCP, short form; the long one is `npm run bench -- reload`. */

import { describe, it } from "vitest";

import { proveLossless } from "./lossless.ts";
import { createStage } from "./stage.ts";

const stage = createStage();

describe("reloading without pause under load", () => {
  it("[B6] loses no request on TCP, with clients that straddle each switch", async () => {
    await proveLossless(await stage.serve());
  }, 70_000);
});
