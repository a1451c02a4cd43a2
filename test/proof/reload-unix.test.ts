/** The reload proof on a unix socket, short form. */

import { describe, it } from "vitest";

import { proveLossless } from "./lossless.ts";
import { createStage } from "./stage.ts";

const stage = createStage();

describe("reloading without pause under load", () => {
  it("[B6] loses no request on a unix socket, with clients that straddle each switch", async () => {
    await proveLossless(await stage.serve({ listen: (folder) => [`unix:${folder}/app.sock`] }));
  }, 70_000);
});
